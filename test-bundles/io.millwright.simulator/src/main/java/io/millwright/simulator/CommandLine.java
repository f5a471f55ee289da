package io.millwright.simulator;

import io.millwright.simulator.weld.WeldConstants;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
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
    private static final Pattern LIMITS = Pattern.compile("(\\d{1,7})[x×](\\d{1,7})");
    private static final Pattern RANGE = Pattern.compile("(\\d{1,7})-(\\d{1,7})");
    private static final Pattern WORN_TOOL = Pattern.compile("(\\d{1,5}):(\\d{1,5})");
    private static final Pattern PICTURE = Pattern.compile("([a-zA-Z]+)(?::(\\d{1,5})[x×](\\d{1,5}))?");

    /** Errors name the option, its value and the remedy. */
    static CommandLine parse(String... arguments) throws IOException {
        return new Parser(arguments).parse();
    }

    static List<String> help() {
        List<String> lines = new ArrayList<>(
                List.of(
                        "A simulated PLC: an OPC UA server on 127.0.0.1. Options:",
                        "  --port N               TCP port (0: a free one)",
                        "  --machines N           milling machines Mill1... (1, or 0 when there is anything else)",
                        "  --period-ms N          sample period of machines and replay (1000)",
                        "  --part-periods N       sample periods that one part takes (1)",
                        "  --stand-parts N        parts' time that a machine stands after a failure (0)",
                        "  --worn-tool A:F        Mill1's tool is worn from second A for F seconds, and so on; off (30:10)",
                        "  --seed N               same seed, same values (1)",
                        "  --cells N              part cells Cell1...",
                        "  --cell-part-ms A-B     shortest and longest part (40-400)",
                        "  --cell-pause-ms A-B    shortest and longest pause between parts (0-0: back to back)",
                        "  --cell-cycle-ms N      time between two writings of a cell's values (10)",
                        "  --cell-parts N         parts that each cell makes (0: no end)",
                        "  --trigger-delay-ms N   active, part_number ... are written so much later than the values (0)",
                        "  --cells-wait           cells are idle until the command start-cells",
                        "  --weld-cells N         welding cells Weld1...",
                        "  --weld-cycle-ms N      time between two samples of a weld (100)",
                        "  --weld-pause-ms N      time between two welds (2000)",
                        "  --weld-constants FILE  another cell than the simulator's weld-cell.json",
                        "  --weld-wait            welding cells are idle until the command start-welds",
                        "  --weld-data FILE       first of all: writes a data set of welds and ends. With --welds N (3000), --seed N,",
                        "                         --kind wide (trials) or narrow (one operator), --constants FILE",
                        "  --engines N            engines Engine1... that wear, a cycle per sample period; a line ENGINE tells what is true",
                        "  --sites N              meters Site1... of factories: a counter in kWh that rolls over, and kW",
                        "  --halls N              halls Hall1... of six machines M1... each: state and a counter of finished steps",
                        "  --waves N              vibration sensors Wave1...: Float arrays",
                        "  --wave-samples N       samples of a waveform (8192)",
                        "  --wave-rate HZ         waveforms per second (10)",
                        "  --cameras N            cameras Camera1...: pictures as ByteString",
                        "  --picture FORMAT[:WxH] png, jpeg, bmp or raw (png:640x480)",
                        "  --camera-rate HZ       pictures per second (5)",
                        "  --boards N             cameras over etched boards Boards1...; a line BOARD tells what is true of each board",
                        "  --board-rate HZ        boards per second (1)",
                        "  --stores N             bins of N spare parts Stores1.P01... with counters of what was issued",
                        "  --speed F              source time runs F times as fast as wall time (1)",
                        "  --replay FILE          CSV file: columns are tags, one row per period",
                        "  --replay-map COL=TAG[:TYPE]   rename or retype a column; may be repeated",
                        "  --replay-time COL      column with seconds or ISO 8601 times",
                        "  --replay-once          stop with the last row",
                        "  --replay-skip-empty    an empty field is no new value (it is written as Bad_NoDataAvailable)",
                        "  --replay-wait MS       wait for the command start-replay, then for a multiple of MS",
                        "  --bulk PxT             P x T doubles P0.t0..., all changed at once",
                        "  --rate HZ              changes per second of the bulk tags (2)",
                        "  --tag NAME:TYPE        a tag for the write command: " + TagType.names(),
                        "  --sampled              sample each item at its interval instead of handing it each write",
                        "  --pki DIR              keeps the server's key and certificate there",
                        "  --trust DIR            accepts only client certificates of that folder",
                        "  --limits CxS           enforces C operations per call and S items per subscription, and announces neither",
                        "  --values-per-response N  sends at most N values in one publish response",
                        "  --user NAME            user name (operator)",
                        "  --password-file FILE   first line is the password (a random one is printed)",
                        "  --fault SPEC           NAME[:ARG...][@AFTER_S]; may be repeated",
                        "  --list-faults          faults with their arguments and defaults",
                        "  --report-s N           a REPORT line every N seconds",
                        "  --exit-on-eof          end when standard input ends",
                        "  --verbose              the OPC UA stack's log on standard error",
                        "Commands on standard input: a fault; write TAG VALUE [STATUS]; start-cells; cell-parts; start-welds;"
                                + " weld-settings CELL VARIABLE=VALUE ...; start-replay; worn-tool A:F; overhaul ENGINE CYCLE;"
                                + " store-past; store-month; store-order PART QUANTITY; site-more SITE KW SECONDS; site-reset SITE;"
                                + " site-history SITE DAYS FILE; site-minutes SITE START FILE; hall-work MACHINE SECONDS; hall-down MACHINE SECONDS; report; help; quit"));
        return List.copyOf(lines);
    }

    /** Seconds until the tool is worn, and for how long, of {@code A:F}. */
    static int[] wornTool(String option, String text) {
        return Parser.pair(WORN_TOOL, option, text, "30:10");
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
        private int cells;
        private final List<Consumer<CellOptions>> cellOptions = new ArrayList<>();
        private int weldCells;
        private final List<Consumer<WeldOptions>> weldOptions = new ArrayList<>();
        private int waves;
        private int waveSamples = 8_192;
        private double waveRate = 10;
        private int cameras;
        private PictureFormat format = PictureFormat.PNG;
        private int[] picture = {640, 480};
        private double cameraRate = 5;
        private int boards;
        private double boardRate = 1;
        private List<String> information;

        Parser(String... arguments) {
            words = new ArrayDeque<>(List.of(arguments));
        }

        CommandLine parse() throws IOException {
            options.wornTool(30, 10);
            while (!words.isEmpty()) {
                option(words.pop());
            }
            plant();
            if (bulk != null) {
                options.bulk(bulk[0], bulk[1], rate);
            }
            options.user(user, password);
            return new CommandLine(options, exitOnEof, verbose, reportSeconds, password == null, information);
        }

        private void plant() {
            if (cells > 0 || !cellOptions.isEmpty()) {
                CellOptions all = new CellOptions(cells);
                cellOptions.forEach(one -> one.accept(all));
                options.cells(all);
            }
            if (weldCells > 0 || !weldOptions.isEmpty()) {
                WeldOptions all = new WeldOptions(weldCells);
                weldOptions.forEach(one -> one.accept(all));
                options.welds(all);
            }
            if (waves > 0) {
                options.waves(waves, waveSamples, waveRate);
            }
            if (cameras > 0) {
                options.cameras(cameras, format, picture[0], picture[1], cameraRate);
            }
            if (boards > 0) {
                options.boards(boards, boardRate);
            }
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
                case "--replay-skip-empty" -> options.replaySkippingEmpty();
                case "--replay-wait" -> options.replayWaiting(number(option));
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
                default -> {
                    if (!cell(option) && !weld(option) && !sensor(option)) {
                        throw new IllegalArgumentException("Option " + option + " is unknown: see --help.");
                    }
                }
            }
        }

        private boolean cell(String option) {
            switch (option) {
                case "--cells" -> cells = (int) number(option);
                case "--cell-part-ms" -> {
                    int[] range = pair(RANGE, option, value(option), "40-400");
                    cellOptions.add(cell -> cell.partMillis(range[0], range[1]));
                }
                case "--cell-pause-ms" -> {
                    int[] range = pair(RANGE, option, value(option), "0-200");
                    cellOptions.add(cell -> cell.pauseMillis(range[0], range[1]));
                }
                case "--cell-cycle-ms" -> cellNumber(option, CellOptions::cycleMillis);
                case "--cell-parts" -> cellNumber(option, CellOptions::parts);
                case "--trigger-delay-ms" -> cellNumber(option, CellOptions::triggerDelayMillis);
                case "--cells-wait" -> cellOptions.add(CellOptions::waiting);
                default -> {
                    return false;
                }
            }
            return true;
        }

        private boolean weld(String option) throws IOException {
            switch (option) {
                case "--weld-cells" -> weldCells = (int) number(option);
                case "--weld-cycle-ms" -> {
                    int millis = (int) number(option);
                    weldOptions.add(weld -> weld.cycleMillis(millis));
                }
                case "--weld-pause-ms" -> {
                    int millis = (int) number(option);
                    weldOptions.add(weld -> weld.pauseMillis(millis));
                }
                case "--weld-constants" -> {
                    WeldConstants constants = WeldConstants.read(Path.of(value(option)));
                    weldOptions.add(weld -> weld.constants(constants));
                }
                case "--weld-wait" -> weldOptions.add(WeldOptions::waiting);
                default -> {
                    return false;
                }
            }
            return true;
        }

        private void cellNumber(String option, BiConsumer<CellOptions, Integer> setter) {
            int value = (int) number(option);
            cellOptions.add(cell -> setter.accept(cell, value));
        }

        private boolean sensor(String option) {
            switch (option) {
                case "--engines" -> options.engines((int) number(option));
                case "--sites" -> options.sites((int) number(option));
                case "--halls" -> options.halls((int) number(option));
                case "--waves" -> waves = (int) number(option);
                case "--wave-samples" -> waveSamples = (int) number(option);
                case "--wave-rate" -> waveRate = decimal(option);
                case "--cameras" -> cameras = (int) number(option);
                case "--picture" -> picture(value(option));
                case "--camera-rate" -> cameraRate = decimal(option);
                case "--stores" -> options.stores((int) number(option));
                case "--boards" -> boards = (int) number(option);
                case "--board-rate" -> boardRate = decimal(option);
                case "--speed" -> options.speed(decimal(option));
                case "--worn-tool" -> wornTool(option);
                case "--limits" -> {
                    int[] limits = pair(LIMITS, option, value(option), "100x1000");
                    options.hiddenLimits(limits[0], limits[1]);
                }
                case "--values-per-response" -> options.valuesPerResponse((int) number(option));
                default -> {
                    return false;
                }
            }
            return true;
        }

        private void wornTool(String option) {
            if ("off".equals(words.peek())) {
                words.pop();
                options.wornTool(0, 0);
            } else {
                int[] seconds = pair(WORN_TOOL, option, value(option), "30:10, or off");
                options.wornTool(seconds[0], seconds[1]);
            }
        }

        private void picture(String text) {
            Matcher matcher = PICTURE.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("--picture " + text + ": write a format, such as png:640x480.");
            }
            format = PictureFormat.parse(matcher.group(1));
            if (matcher.group(2) != null) {
                picture = new int[] {Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3))};
            }
        }

        private static int[] pair(Pattern pattern, String option, String text, String example) {
            Matcher matcher = pattern.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(option + " " + text + ": write " + example + ".");
            }
            return new int[] {Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))};
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
