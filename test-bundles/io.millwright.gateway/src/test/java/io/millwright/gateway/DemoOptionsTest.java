package io.millwright.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoOptionsTest {

    private static DemoOptions parse(String line) {
        return DemoOptions.parse(line.isEmpty() ? new String[0] : line.split(" "));
    }

    @Test
    void withoutOptionsItRunsUntilItIsEndedWithTheShippedRateLimit() {
        DemoOptions options = parse("");
        assertEquals(0, options.seconds());
        assertTrue(options.rateLimit());
        assertFalse(options.json());
        assertNull(options.model());
        assertEquals(1, options.speed());
    }

    @Test
    void aModelFolderComesWithItsRecording() {
        DemoOptions options = parse("--model m --csv r.csv --time t --speed 20");
        assertEquals("m", options.model().toString());
        assertEquals("r.csv", options.csv().toString());
        assertEquals("t", options.timeColumn());
        assertEquals(20, options.speed());
        assertNull(parse("--model m").csv());
        assertNull(parse("--model m --csv r.csv").timeColumn());
        assertEquals("", parse("--model m --csv r.csv --time none").timeColumn());
    }

    @Test
    void everyScenarioCanBeNamedAndIsInTheHelp() {
        for (String name : Scenario.NAMES) {
            assertEquals(name, parse("--scenario " + name).scenario());
            assertNotNull(Scenario.of(name, new Terminal(line -> {}, false, false)), name);
        }
        assertTrue(DemoOptions.HELP.contains(String.join(", ", Scenario.NAMES)), DemoOptions.HELP);
    }

    /** The script starts the demo in the repository, wherever it was called from. */
    @Test
    void filesAreRelativeToTheFolderThatTheScriptWasCalledFrom() {
        System.setProperty(DemoOptions.FOLDER, "/home/me");
        try {
            assertEquals("/home/me/m", parse("--model m").model().toString());
            assertEquals("/data/m", parse("--model /data/m").model().toString());
        } finally {
            System.clearProperty(DemoOptions.FOLDER);
        }
    }

    @Test
    void everyOptionIsTaken() {
        DemoOptions options = parse("--seconds 60 --json --plc opc.tcp://h:1/x --plc-sha256 ab --tags t.csv"
                + " --broker tcp://b:2 --fault store-full --no-rate-limit");
        assertEquals(60, options.seconds());
        assertTrue(options.json());
        assertEquals("opc.tcp://h:1/x", options.plc());
        assertEquals("ab", options.plcSha256());
        assertEquals("t.csv", options.tags().toString());
        assertEquals("tcp://b:2", options.broker());
        assertEquals("store-full", options.fault());
        assertFalse(options.rateLimit());
    }

    @Test
    void everyScenarioIsTakenAndNamedInTheHelp() {
        String help = parse("--help").information();
        for (String name : Scenario.NAMES) {
            assertEquals(name, parse("--scenario " + name).scenario());
            assertTrue(help.contains(name), name);
        }
    }

    /** A PLC is never connected to without a pinned certificate unless that is said. */
    @ParameterizedTest
    @CsvSource({
        "--plc opc.tcp://h:1,                              --plc-sha256",
        "--plc http://h:1,                                 opc.tcp://host:port",
        "--broker mqtt://h,                                tcp://host:port",
        "--seconds 0,                                      above 0",
        "--seconds ten,                                    above 0",
        "--seconds,                                        needs a value",
        "--nonsense,                                       --help",
        "--scenario none,                                  energy",
        "--tags t.csv,                                     --plc",
        "--broker tcp://b:2 --fault broker-away,           leave out --broker",
        "--plc opc.tcp://h:1 --plc-insecure --fault bad,   needs the simulator",
        "--csv r.csv,                                      --model DIR",
        "--speed 2,                                        --model DIR",
        "--model m --time t,                               --csv FILE",
        "--model m --speed 101,                            1 to 100",
        "--model m --seconds 5,                            after the last row",
        "--scenario nothing,                               scheduling",
        "--scenario scheduling --model m,                  leave out --model",
        "--model m --plc opc.tcp://h:1 --plc-insecure,     leave out --plc"
    })
    void wrongOptionsAreRefusedWithTheRemedy(String line, String part) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> parse(line));
        assertTrue(refused.getMessage().contains(part), refused.getMessage());
    }
}
