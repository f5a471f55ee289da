package io.millwright.pipeline.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.form.Signs;
import org.junit.jupiter.api.Test;

/** Conditions as people write them. */
class TagConditionTest {
    /** The head of the form shows ’ for ' and › for >, and people copy from there. */
    @Test
    void whatIsCopiedFromAFormsHeadIsRead() throws MappingException {
        for (String text : new String[] {"speed > 10", "mode = 'auto' and speed <= 3", "\"my tag\" != 'off'"}) {
            String shown = Signs.shown(text);
            assertEquals(
                    TagCondition.parse(text).terms(), TagCondition.parse(shown).terms(), shown);
        }
    }

    @Test
    void aNameThatHoldsSuchASignStaysAsItIs() throws MappingException {
        assertEquals(
                "O\u2019Neill",
                TagCondition.parse("O\u2019Neill > 1").terms().get(0).tag());
    }

    @Test
    void whatCannotBeReadSaysWhere() {
        MappingException refusal = assertThrows(MappingException.class, () -> TagCondition.parse("speed ~ 10"));
        assertTrue(refusal.getMessage().contains("'speed ~ 10'"), refusal.getMessage());
    }
}
