package io.millwright.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One rule says how what is the matter and what to do become one text. */
class HeadlineTest {
    private static final String COUNTERS = "124 decisions, 3 windows lost";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "the values stay away|check the PLC|the values stay away; check the PLC",
                "Check that the server runs.|look at the connection|Check that the server runs. Look at the connection",
                "SHA-256 df02|Compare the thumbprint|SHA-256 df02. Compare the thumbprint",
                "No values. PLC away.|Check the PLC.|No values. PLC away. Check the PLC.",
                "the values stay away|''|the values stay away"
            })
    void f14WhatAndRemedyAreEitherClausesOrSentences(String what, String remedy, String text) {
        assertEquals(text, new Diagnosis(what, remedy).text());
    }

    @Test
    void f14SeveralAreJoinedByTheSameRule() {
        Diagnosis sentence = new Diagnosis("No values.", "Check the PLC.");
        Diagnosis clause = new Diagnosis("model x refused", "build it again");
        assertEquals(
                "No values. Also: model x refused; Check the PLC. Build it again",
                sentence.and(clause).what() + "; " + sentence.and(clause).remedy());
        assertEquals("model x refused; also: No values.", clause.and(sentence).what());
        assertEquals(
                "model x refused; model x refused; build it again; build it again",
                Diagnosis.all(List.of(clause, clause)).text());
    }

    @Test
    void f14WhatIsCutIsFollowedByASentence() {
        Diagnosis longest = new Diagnosis("x".repeat(1_000), "look at the connection");
        String head = Headline.of("SOURCE_SILENT", 0, longest, COUNTERS, 0);
        assertTrue(head.length() <= Headline.LONGEST, head);
        assertTrue(head.contains("x \u2026 Look at the connection"), head);
        assertTrue(
                Headline.of("RUNNING", 0, Diagnosis.of("model x"), COUNTERS, 0).contains("model x - " + COUNTERS));
    }

    @Test
    void f16CountersGiveWayBeforeWhatIsTheMatterIsCut() {
        int frame = Headline.of("RUNNING", 0, Diagnosis.of(""), COUNTERS, 0).length();
        String fits = "x".repeat(Headline.LONGEST - frame);
        String whole = Headline.of("RUNNING", 0, Diagnosis.of(fits), COUNTERS, 0);
        assertTrue(whole.contains(fits + " - " + COUNTERS), whole);
        String longer = Headline.of("RUNNING", 0, Diagnosis.of(fits + "y"), COUNTERS, 0);
        assertTrue(longer.contains(fits + "y (at "), longer);
        assertTrue(longer.length() <= Headline.LONGEST, longer);
    }
}
