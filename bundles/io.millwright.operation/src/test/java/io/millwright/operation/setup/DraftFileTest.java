package io.millwright.operation.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DraftFileTest {
    @TempDir
    Path folder;

    @Test
    void whatASetUpMadeOutlivesARestartAndADamagedFileIsNone() throws Exception {
        DraftFile file = new DraftFile(folder);
        assertTrue(file.read().isNone());
        Draft draft = Draft.NONE.with(Draft.CONNECTION, "plc").with(Draft.TRUSTED, "ab");
        file.write(draft);
        assertEquals(draft, new DraftFile(folder).read());
        file.write(draft.with(Draft.TRUSTED, ""));
        assertEquals("", new DraftFile(folder).read().text(Draft.TRUSTED));
        Files.writeString(folder.resolve("millwright/setup.json"), "{\"connection\":");
        assertTrue(new DraftFile(folder).read().isNone());
        file.write(Draft.NONE);
        assertTrue(Files.notExists(folder.resolve("millwright/setup.json")));
    }

    @Test
    void aPipelineIsOfTheModelThatItWasMadeForWhateverTheModelsAreCalled() {
        Draft draft = Draft.NONE.with(Draft.MODEL, "weld-2");
        assertFalse(draft.isPreviewed());
        draft = draft.with(Draft.PIPELINE, "plc-weld-2").with(Draft.PREVIEWED, "weld-2");
        assertTrue(draft.isPreviewed());
        // By its name it could be the second one of that model.
        assertFalse(draft.with(Draft.MODEL, "weld").isPreviewed());
        assertTrue(draft.with(Draft.MODEL, "weld").with(Draft.MODEL, "weld-2").isPreviewed());
    }

    @Test
    void namesOfTagsAreShortUniqueAndNothingThatATableReadsOtherwise() {
        assertEquals(
                List.of("Mill1.torque", "Mill2.torque", "speed"),
                List.copyOf(Nodes.TagNames.of(List.of("Hall.Mill1.torque", "Hall.Mill2.torque", "Hall.Mill1.speed"))
                        .values()));
        assertEquals(
                List.of("_#a", "b_c", "same", "same-2"),
                List.copyOf(
                        Nodes.TagNames.of(List.of("#a", "b=c", "same", "same")).values()));
    }
}
