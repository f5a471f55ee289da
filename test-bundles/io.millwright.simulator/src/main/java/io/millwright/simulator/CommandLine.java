package io.millwright.simulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The program's options.
 *
 * @param information lines to print instead of starting, or null
 */
record CommandLine(
        SimulatorOptions options,
        boolean exitOnEof,
        boolean verbose,
        int reportSeconds,
        boolean generatedPassword,
        List<String> information) {

    private static final Pattern BULK = Pattern.compile("(\\d{1,6})[x×](\\d{1,6})");

    /** Errors name the option, its value and the remedy. */
    static CommandLine parse(String... arguments) throws IOException {
        return new Parser(arguments).parse();
    }

    static List<String> help() {
        List<String> lines = new ArrayList<>(List.of(
                "A simulated PLC: an OPC UA server on 127.0.0.1. Options:",
                "  --port N               TCP port (0: a free one)",
                "  --machines N           milling machines Mill1... (1, or 0 with --replay, --bulk or --tag)",
                "  --period-ms N          sample period of machines and replay (1000)",
                "  --part-periods N       sample periods that one part takes (1)",
                "  --stand-parts N        parts' time that a machine stands after a failure (0)",
                "  --seed N               same seed, same values (1)",
                "  --replay FILE          CSV file: columns are tags, one row per period",
                "  --replay-map COL=TAG[:TYPE]   rename or retype a column; may be repeated",
                "  --replay-time COL      column with seconds or ISO 8601 times",
                "  --replay-once          stop with the last row",
                "  --bulk PxT             P x T doubles P0.t0..., all changed at once",
                "  --rate HZ              changes per second of the bulk tags (2)",
                "  --tag NAME:TYPE        a tag for the write command: Double, Int32, Boolean or String",
                "  --sampled              sample each item at its interval instead of handing it each write",
                "  --pki DIR              keeps the server's key and certificate there",
                "  --trust DIR            accepts only client certificates of that folder",
                "  --user NAME            user name (operator)",
                "  --password-file FILE   first line is the password (a random one is printed)",
                "  --fault SPEC           NAME[:ARG...][@AFTER_S]; may be repeated",
                "  --list-faults          faults with their arguments and defaults",
                "  --report-s N           a REPORT line every N seconds",
                "  --exit-on-eof          end when standard input ends",
                "  --verbose              the OPC UA stack's log on standard error",
                "Commands on standard input: a fault; write TAG VALUE [STATUS]; report; help; quit"));
        return List.copyOf(lines);
    }

    private static final class Parser {
        private final Deque<String> words;
        private final SimulatorOptions options = new SimulatorOptions();
        private boolean exitOnEof;
        private boolean verbose;
        private int reportSeconds;
        private String user = "operator";
        private String password;
        private int[] bulk;
        private double rate = 2;
        private List<String> information;

        Parser(String... arguments) {
            words = new ArrayDeque<>(List.of(arguments));
        }

        CommandLine parse() throws IOException {
            while (!words.isEmpty()) {
                option(words.pop());
            }
            if (bulk != null) {
                options.bulk(bulk[0], bulk[1], rate);
            }
            options.user(user, password);
            return new CommandLine(options, exitOnEof, verbose, reportSeconds, password == null, information);
        }

        private void option(String option) throws IOException {
            switch (option) {
                case "--port" -> options.port((int) number(option));
                case "--machines" -> options.machines((int) number(option));
                case "--period-ms" -> options.periodMillis((int) number(option));
                case "--part-periods" -> options.partPeriods((int) number(option));
                case "--stand-parts" -> options.standParts((int) number(option));
                case "--seed" -> options.seed(number(option));
                case "--replay" -> options.replay(Path.of(value(option)));
                case "--replay-map" -> options.replayMapping(value(option));
                case "--replay-time" -> options.replayTimeColumn(value(option));
                case "--replay-once" -> options.replayOnce();
                case "--bulk" -> bulk = bulk(value(option));
                case "--rate" -> rate = decimal(option);
                case "--tag" -> tag(value(option));
                case "--sampled" -> options.sampled();
                case "--pki" -> options.pki(Path.of(value(option)));
                case "--trust" -> options.trust(Path.of(value(option)));
                case "--user" -> user = value(option);
                case "--password-file" -> password = password(Path.of(value(option)));
                case "--fault" -> options.fault(value(option));
                case "--list-faults" -> information = Simulator.faults();
                case "--report-s" -> reportSeconds = (int) number(option);
                case "--exit-on-eof" -> exitOnEof = true;
                case "--verbose" -> verbose = true;
                case "--help" -> information = help();
                default -> throw new IllegalArgumentException("Option " + option + " is unknown: see --help.");
            }
        }

        private String value(String option) {
            if (words.isEmpty()) {
                throw new IllegalArgumentException("Option " + option + " needs a value: see --help.");
            }
            return words.pop();
        }

        private long number(String option) {
            String text = value(option);
            try {
                return Integer.parseInt(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(option + " " + text + ": write a whole number.", e);
            }
        }

        private double decimal(String option) {
            String text = value(option);
            try {
                return Double.parseDouble(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(option + " " + text + ": write a number.", e);
            }
        }

        private static int[] bulk(String text) {
            Matcher matcher = BULK.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("--bulk " + text + ": write pipelines x tags, such as 50x125.");
            }
            return new int[] {Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))};
        }

        private void tag(String text) {
            int colon = text.lastIndexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("--tag " + text + ": write NAME:TYPE, such as Tank.level:Double.");
            }
            options.tag(text.substring(0, colon), TagType.parse(text.substring(colon + 1)));
        }

        private static String password(Path file) throws IOException {
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            if (lines.isEmpty() || lines.get(0).isEmpty()) {
                throw new IllegalArgumentException("--password-file " + file + ": the first line is empty.");
            }
            return lines.get(0);
        }
    }
}
