package io.millwright.gateway;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The demo's options.
 *
 * @param seconds 0: until it is ended
 * @param plc address of a PLC, or null: the simulator
 * @param plcSha256 thumbprint of that PLC's certificate, or ""
 * @param plcInsecure whether to connect to that PLC without security
 * @param tags file with a tag table, or null: the simulator's tags
 * @param broker address of a broker, or null: the embedded one
 * @param model folder of a model to run on a recording instead of the simulated machine, or null
 * @param scenario name of the scenario that is shown, or null
 * @param csv the recording, or null: the model's golden rows
 * @param timeColumn column with the recording's times; null: the usual one; "": none
 * @param speed how many times faster than recorded
 * @param fault what goes wrong while the demo runs, or null
 * @param information text to print instead of running, or null
 */
record DemoOptions(
        int seconds,
        boolean json,
        boolean rateLimit,
        String plc,
        String plcSha256,
        boolean plcInsecure,
        Path tags,
        String broker,
        Path model,
        String scenario,
        Path csv,
        String timeColumn,
        int speed,
        String fault,
        String information) {

    /** System property with the folder that files on the command line are relative to. */
    static final String FOLDER = "millwright.demo.folder";

    private static final int GREATEST_SPEED = 100;

    static final String BROKER_AWAY = "broker-away";
    static final String STORE_FULL = "store-full";
    static final String CONFIRMATIONS_LOST = "confirmations-lost";
    static final List<String> GATEWAY_FAULTS = List.of(BROKER_AWAY, STORE_FULL, CONFIRMATIONS_LOST);

    static final String HELP =
            """
            Runs the main job on an embedded gateway: a simulated PLC over a secured OPC UA session, every model that
            was built, one pipeline per model, decisions read back from an MQTT broker by an independent decoder.
              --seconds N        ends after N seconds of decisions; exit 0 only if every pipeline's decisions came back
              --json             one JSON object per decision on standard output; else a line with a bar of the score,
                                 from 0 to 1, or to the least and greatest score so far
              --scenario NAME    the story of one model in a minute, ending with its score beside the simplest policy:
                                 demand, energy, inspection, machine, scheduling, weld
              --model DIR        your own model folder instead of the shipped models, on a recording instead of the
                                 machine; ends after the last row; exit 0 only if every row was decided; with
                --csv FILE         the recording: columns named as in training (without: the golden rows in DIR)
                --time COLUMN      when each row was recorded, in seconds or ISO 8601 (without: time, where the model has a
                                   row period); none: one row per row period, or per second
                --speed N          so many times faster, 1 to 100
              --plc URL          another OPC UA server, opc.tcp://host:port/path; with
                --plc-sha256 HEX   its certificate's SHA-256 thumbprint, or
                --plc-insecure     no security: test networks only
                --tags FILE        its tag table (CSV: name,nodeId,...; names as the models' inputs)
              --broker URL       another MQTT broker, tcp://host:port
              --fault NAME       5 s after the first decision, for 10 s: broker-away, store-full, confirmations-lost,
                                 or one of the simulator's: --list-faults
              --no-rate-limit    lets the gateway send more than the shipped 1 message/s
              --list-faults      what can be made to fail""";

    static DemoOptions parse(String... arguments) {
        Deque<String> words = new ArrayDeque<>(List.of(arguments));
        Parsed parsed = new Parsed();
        while (!words.isEmpty()) {
            parsed.option(words.pop(), words);
        }
        return parsed.options();
    }

    private static final class Parsed {
        private int seconds;
        private boolean json;
        private boolean rateLimit = true;
        private String plc;
        private String plcSha256 = "";
        private boolean plcInsecure;
        private Path tags;
        private String broker;
        private Path model;
        private String scenario;
        private Path csv;
        private String timeColumn;
        private int speed;
        private String fault;
        private String information;

        void option(String option, Deque<String> words) {
            switch (option) {
                case "--seconds" -> seconds = positive(option, value(option, words));
                case "--json" -> json = true;
                case "--no-rate-limit" -> rateLimit = false;
                case "--plc" -> plc = address(option, value(option, words), "opc.tcp://");
                case "--plc-sha256" -> plcSha256 = value(option, words);
                case "--plc-insecure" -> plcInsecure = true;
                case "--tags" -> tags = file(value(option, words));
                case "--model" -> model = file(value(option, words));
                case "--scenario" -> scenario = value(option, words);
                case "--csv" -> csv = file(value(option, words));
                case "--time" -> timeColumn = value(option, words);
                case "--speed" -> speed = positive(option, value(option, words));
                case "--broker" -> broker = address(option, value(option, words), "tcp://");
                case "--fault" -> fault = value(option, words);
                case "--list-faults" -> information = "faults";
                case "--help", "-h" -> information = HELP;
                default -> throw new IllegalArgumentException("Option " + option + " is unknown: see --help");
            }
        }

        private DemoOptions options() {
            if (plc != null && plcSha256.isEmpty() && !plcInsecure) {
                throw new IllegalArgumentException("--plc " + plc + " needs --plc-sha256 HEX, the SHA-256 thumbprint of"
                        + " the server's certificate, or --plc-insecure");
            }
            if (plc == null && tags != null) {
                throw new IllegalArgumentException("--tags belongs to --plc: the simulator's tags are known");
            }
            if (plc != null && fault != null && !GATEWAY_FAULTS.contains(fault)) {
                throw new IllegalArgumentException("--fault " + fault + " needs the simulator: leave out --plc, or"
                        + " take one of " + GATEWAY_FAULTS);
            }
            if (broker != null && BROKER_AWAY.equals(fault)) {
                throw new IllegalArgumentException("--fault broker-away stops the embedded broker: leave out --broker");
            }
            checkModel();
            checkScenario();
            return new DemoOptions(
                    seconds,
                    json,
                    rateLimit,
                    plc,
                    plcSha256,
                    plcInsecure,
                    tags,
                    broker,
                    model,
                    scenario,
                    csv,
                    "none".equals(timeColumn) ? "" : timeColumn,
                    Math.max(1, speed),
                    fault,
                    information);
        }

        private void checkModel() {
            if (model == null && (csv != null || timeColumn != null || speed != 0)) {
                throw new IllegalArgumentException("--csv, --time and --speed belong to --model DIR");
            }
            if (csv == null && timeColumn != null) {
                throw new IllegalArgumentException("--time " + timeColumn + " belongs to --csv FILE");
            }
            if (model != null && plc != null) {
                throw new IllegalArgumentException("--model runs on a recording: leave out --plc");
            }
            if (model != null && seconds > 0) {
                throw new IllegalArgumentException(
                        "--seconds " + seconds + ": with --model the demo ends after the last row; leave it out");
            }
            if (speed > GREATEST_SPEED) {
                throw new IllegalArgumentException("--speed " + speed + ": write a number from 1 to " + GREATEST_SPEED);
            }
        }

        private void checkScenario() {
            if (scenario != null && !Scenario.NAMES.contains(scenario)) {
                throw new IllegalArgumentException(
                        "--scenario " + scenario + " is unknown: write one of " + String.join(", ", Scenario.NAMES));
            }
            if (scenario != null && (model != null || plc != null)) {
                throw new IllegalArgumentException(
                        "--scenario " + scenario + " has a model and a plant of its own: leave out --model and --plc");
            }
        }

        private static Path file(String text) {
            return Path.of(System.getProperty(FOLDER, "")).resolve(text);
        }

        private static String value(String option, Deque<String> words) {
            if (words.isEmpty()) {
                throw new IllegalArgumentException("Option " + option + " needs a value: see --help");
            }
            return words.pop();
        }

        private static int positive(String option, String text) {
            try {
                int number = Integer.parseInt(text);
                if (number > 0) {
                    return number;
                }
            } catch (NumberFormatException notANumber) {
                // Said below.
            }
            throw new IllegalArgumentException(option + " " + text + ": write a whole number above 0");
        }

        private static String address(String option, String text, String scheme) {
            if (!text.startsWith(scheme)) {
                throw new IllegalArgumentException(option + " " + text + ": write " + scheme + "host:port");
            }
            return text;
        }
    }
}
