package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.gateway.LogLine;
import io.millwright.gateway.Platform;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.osgi.framework.ServiceRegistration;

/** The form says one machine and decisions come from another: what the form shows is what is used, or nothing is. */
@Tag("slow")
class WrongMachineUnderAHealthyStateTest {
    private static TwoMills mills;

    @BeforeAll
    static void open() throws Exception {
        mills = TwoMills.open("wrong-machine", Platform.KURA_5);
    }

    @AfterAll
    static void close() {
        mills.close();
    }

    /** A test that fails must not fail the ones behind it. */
    @BeforeEach
    void asTheFormShouldBe() {
        mills.set(TwoMills.P1, "TagSource.target", Site.target("plc1"));
        mills.bothDecide();
    }

    @Test
    void afterATargetThatIsNoneTheNextOneHolds() {
        for (String before : new String[] {"plc1", "(((x", "(objectClass=*)"}) {
            mills.set(TwoMills.P1, "TagSource.target", before);
            mills.set(TwoMills.P1, "TagSource.target", "(kura.service.pid=plcX)");
            Site.ComponentState state = mills.site().awaitState(TwoMills.P1, "TAG_SOURCE_MISSING");
            assertTrue(state.text().contains("plcX"), state.text());
            nothingIsDecided();
            mills.set(TwoMills.P1, "TagSource.target", Site.target("plc2"));
            mills.site().awaitGoodDecision(TwoMills.P1);
            assertEquals("plc2", mills.source(TwoMills.P1));
            mills.set(TwoMills.P1, "TagSource.target", Site.target("plc1"));
            mills.site().awaitGoodDecision(TwoMills.P1);
            mills.site().await("plc1 to be the source", () -> mills.source(TwoMills.P1)
                    .equals("plc1"));
            mills.site().awaitState(TwoMills.P1, "RUNNING");
        }
    }

    /** The component runtime takes the first for the second, and then leaves out the second. */
    @Test
    void theSecondOfTwoSavesAtOnceHolds() {
        for (String before : new String[] {"(((x", "(kura.service.pid=plcX)"}) {
            ServiceRegistration<?> saved = mills.savedWhileRead(TwoMills.P1, "TagSource.target", Site.target("plc2"));
            try {
                mills.set(TwoMills.P1, "TagSource.target", before);
                mills.site().await("plc2 to be the source", () -> mills.source(TwoMills.P1)
                        .equals("plc2"));
            } finally {
                saved.unregister();
            }
            mills.site().awaitState(TwoMills.P1, "RUNNING");
            mills.set(TwoMills.P1, "TagSource.target", Site.target("plc1"));
            mills.bothDecide();
            mills.site().await("plc1 to be the source", () -> mills.source(TwoMills.P1)
                    .equals("plc1"));
        }
        assertEquals(2, recovered(TwoMills.P1), "both were lost at first");
    }

    /** The same of a connection, which has no tick of its own but its session's thread. */
    @Test
    void theSecondOfTwoSavesOfAConnectionHolds() {
        ServiceRegistration<?> saved =
                mills.savedWhileRead(TwoMills.PLC1, "KeystoreService.target", Site.target("keys"));
        try {
            mills.set(TwoMills.PLC1, "KeystoreService.target", "(((x");
            mills.site().await("what was lost", () -> recovered(TwoMills.PLC1) == 1);
        } finally {
            saved.unregister();
        }
        mills.bothDecide();
    }

    private static long recovered(String pid) {
        return mills.site().ours(LogLine.Level.INFO).stream()
                .filter(line -> line.message().startsWith(pid + ": has the settings saved last"))
                .count();
    }

    @Test
    void whatTheRuntimeBindsOtherwiseIsNotUsed() {
        ServiceRegistration<?> misleading =
                mills.misleading(TwoMills.P1, "TagSource.target", "(kura.service.pid=plc2)");
        try {
            mills.gateway().update(TwoMills.P1, Map.of("asset.name", "a mill"));
            Site.ComponentState state = mills.site().awaitState(TwoMills.P1, "CONFIGURATION_ERROR");
            assertTrue(state.text().contains("(kura.service.pid=plc1)"), state.text());
            assertTrue(state.text().contains("'plc2'"), state.text());
            nothingIsDecided();
        } finally {
            misleading.unregister();
        }
        mills.gateway().update(TwoMills.P1, Map.of("asset.name", "mill-1"));
        mills.bothDecide();
        assertEquals("plc1", mills.source(TwoMills.P1));
        mills.site().awaitState(TwoMills.P1, "RUNNING");
    }

    @Test
    void anotherKeystoreThanTheOneChosenIsNotUsed() {
        mills.gateway()
                .createFactory(
                        Site.KEYSTORE,
                        "others",
                        Map.of("keystore.path", "others.ks", "keystore.password", "made for a test"));
        ServiceRegistration<?> misleading =
                mills.misleading(TwoMills.PLC1, "KeystoreService.target", "(kura.service.pid=others)");
        try {
            mills.gateway().update(TwoMills.PLC1, Map.of("request.timeoutMs", 4000));
            Site.ComponentState state = mills.site().awaitState(TwoMills.PLC1, "WAITING_FOR_KEYSTORE");
            assertTrue(state.text().contains("(kura.service.pid=keys)"), state.text());
            assertTrue(state.text().contains("'others'"), state.text());
            mills.site().awaitGoodDecision(TwoMills.P2);
        } finally {
            misleading.unregister();
        }
        mills.gateway().update(TwoMills.PLC1, Map.of("request.timeoutMs", 5000));
        mills.site().awaitState(TwoMills.PLC1, "CONNECTED");
        mills.bothDecide();
        mills.gateway().delete("others");
    }

    /** The form has room for one, and the snapshot keeps what the form shows: never the first of several. */
    @Test
    void ofAListNothingIsChosenAlsoAfterABoot() {
        mills.set(TwoMills.P1, "TagSource.target", new String[] {"plc1", "plc2"});
        mills.site().awaitState(TwoMills.P1, "CONFIGURATION_ERROR");
        assertEquals("[plc1, plc2]", mills.gateway().configuration(TwoMills.P1).get("TagSource.target"));
        mills.gateway().restart();
        Site.ComponentState state = mills.site().awaitState(TwoMills.P1, "CONFIGURATION_ERROR");
        assertTrue(state.text().contains("a list of 2 values"), state.text());
        nothingIsDecided();
        mills.set(TwoMills.P1, "TagSource.target", Site.target("plc1"));
        mills.bothDecide();
    }

    private static void nothingIsDecided() {
        long now = Site.nowMicros();
        for (int i = 0; i < 3; i++) {
            mills.site().awaitGoodDecision(TwoMills.P2);
        }
        assertFalse(
                mills.site().received().decisions(TwoMills.P1).stream().anyMatch(d -> d.windowEndMicros() > now),
                "decisions of a machine that is not chosen");
    }
}
