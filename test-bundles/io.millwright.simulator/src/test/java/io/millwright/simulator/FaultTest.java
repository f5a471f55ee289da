package io.millwright.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FaultTest {

    @ParameterizedTest
    @EnumSource(Fault.Name.class)
    void everyFaultHasDefaultsAndIsListed(Fault.Name name) {
        Fault fault = Fault.parse(name.text());
        assertEquals(name, fault.name());
        assertEquals(fault.arguments(), Fault.parse(fault.toString()).arguments());
        assertTrue(Fault.list().stream().anyMatch(line -> line.startsWith(name.text())));
    }

    @Test
    void argumentsAndDelayAreRead() {
        Fault fault = Fault.parse("bad:Mill*.torque:2.5:Bad_NoCommunication@30");
        assertEquals(30_000, fault.afterMillis());
        assertEquals(2_500, fault.durationMillis());
        assertEquals(0x80310000L, fault.status().value());
        assertTrue(fault.tags().matcher("Mill12.torque").matches());
        assertFalse(fault.tags().matcher("Mill12xtorque").matches());
        assertEquals(-5_000, Fault.parse("skew:::-5").skewMicros());
        assertEquals(FailureMode.HDF, Fault.parse("failure:hdf").mode());
    }

    @ParameterizedTest
    @CsvSource({
        "fire, is unknown: write one of restart",
        "restart:soon, DOWN_S must be seconds",
        "restart:-1, DOWN_S must be seconds",
        "restart:1:2, too many arguments: restart:DOWN_S=3",
        "restart@x, AFTER_S must be seconds",
        "bad:a:1:Worse, Status \"Worse\" is unknown",
        "failure:XYZ, MODE must be one of",
        "failure:OSF:0, PARTS must be a whole number from 1",
        "skew:a:1:x, MS must be a whole number"
    })
    void errorsSayWhatToWrite(String text, String expected) {
        String message = assertThrows(IllegalArgumentException.class, () -> Fault.parse(text))
                .getMessage();
        assertTrue(message.contains(expected), message);
    }

    @ParameterizedTest
    @CsvSource({
        "--bulk 50by125, --bulk 50by125: write pipelines x tags",
        "--rate fast, --rate fast: write a number",
        "--port 70000, port = 70000: write a number from 0 to 65535",
        "--port, Option --port needs a value",
        "--teleport 1, Option --teleport is unknown",
        "--tag Tank, write NAME:TYPE",
        "--tag Tank:Long, 'write one of Double, Int32'",
        "--bulk 2x3 --rate 0, rate = 0.0: write a number of Hz",
        "--cells 1 --cell-part-ms 40, --cell-part-ms 40: write 40-400",
        "--cells 1 --cell-part-ms 400-40, longest part = 40: write a number from 400",
        "--cells 0 --trigger-delay-ms 5, 'cells = 0: write a number from 1 to 1000'",
        "--waves 1 --wave-samples 70000, wave samples = 70000: write a number from 16 to 65536",
        "--cameras 1 --picture gif, Picture format \"gif\" is unknown",
        "--cameras 1 --picture png:641x480, picture = 641x480: write even numbers",
        "--worn-tool soon, '--worn-tool soon: write 30:10, or off'",
        "--speed 0, speed = 0.0: write a number from 0.1 to 100"
    })
    void wrongOptionsSayWhatToWrite(String arguments, String expected) {
        String message = assertThrows(IllegalArgumentException.class, () -> CommandLine.parse(arguments.split(" ")))
                .getMessage();
        assertTrue(message.contains(expected), message);
    }

    @Test
    void cellsAndSensorsAreReadAndLeaveNoMachineOfTheirOwn() throws Exception {
        SimulatorOptions options = CommandLine.parse(
                        ("--cells 20 --cell-part-ms 50-300 --cell-pause-ms 0-200 --cell-parts 500"
                                        + " --trigger-delay-ms 35 --cells-wait --waves 2 --cameras 1 --picture jpeg:1280x720 --speed 4")
                                .split(" "))
                .options();
        assertEquals(0, options.machineCount());
        assertEquals(20, options.cells.cells);
        assertEquals(50, options.cells.partMinMillis);
        assertEquals(300, options.cells.partMaxMillis);
        assertEquals(200, options.cells.pauseMaxMillis);
        assertEquals(500, options.cells.parts);
        assertEquals(35, options.cells.triggerDelayMillis);
        assertTrue(options.cells.waiting);
        assertEquals(8_192, options.waveSamples);
        assertEquals(PictureFormat.JPEG, options.pictureFormat);
        assertEquals(1_280, options.pictureWidth);
        assertEquals(4, options.speed);
    }

    @Test
    void everyOptionIsInTheHelp() throws Exception {
        String help = String.join("\n", CommandLine.help());
        CommandLine line = CommandLine.parse(
                "--bulk",
                "50x125",
                "--rate",
                "4",
                "--report-s",
                "5",
                "--exit-on-eof",
                "--tag",
                "A.b:Int32",
                "--fault",
                "gap@3");
        assertEquals(250_000, line.options().bulkPeriodMicros());
        assertEquals(0, line.options().machineCount());
        assertEquals(1, CommandLine.parse().options().machineCount());
        assertTrue(line.exitOnEof() && line.generatedPassword() && line.reportSeconds() == 5);
        Arrays.stream(new String[] {"--bulk", "--rate", "--fault", "--pki", "--trust", "--list-faults", "--replay"})
                .forEach(option -> assertTrue(help.contains(option), option));
    }
}
