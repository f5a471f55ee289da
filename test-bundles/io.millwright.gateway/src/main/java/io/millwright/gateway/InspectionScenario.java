package io.millwright.gateway;

import io.millwright.gateway.receiver.Decision;
import io.millwright.gateway.receiver.Reading;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Boards on a belt, each compared with the picture of a good one: verdict, kind, place, and where the model looked. */
final class InspectionScenario implements Scenario {
    private static final String MODEL = "board-inspection";
    private static final double BOARDS_PER_SECOND = 0.5;
    private static final int SECONDS = 60;
    private static final int NEAR_PIXELS = 24;
    private static final String OK = "ok";

    /** What is true of a board, as the simulator tells it. */
    private record Truth(String kind, int x, int y, String trouble, int differing) {
        static Truth of(String[] words) {
            return new Truth(
                    words[3],
                    Integer.parseInt(words[4]),
                    Integer.parseInt(words[5]),
                    words[6],
                    Integer.parseInt(words[7]));
        }

        boolean faulty() {
            return !kind.equals(OK);
        }

        /** Whether the picture can be decided at all. */
        boolean clear() {
            return trouble.equals("none") || trouble.equals("sticker");
        }

        String text() {
            String what = faulty() ? kind + " at " + x + ", " + y : OK;
            return trouble.equals("none") ? what : what + ", " + trouble;
        }
    }

    /** A board that was decided. */
    private record Inspected(Truth truth, Decision decision) {
        boolean called() {
            return decision.decision().equals("defect");
        }

        boolean good() {
            return decision.quality().equals("GOOD");
        }

        boolean kindRight() {
            Reading kind = decision.reading("kind");
            return kind != null && kind.label().equals(truth.kind());
        }

        boolean placeRight() {
            return Math.abs(number("x") - truth.x()) <= NEAR_PIXELS && Math.abs(number("y") - truth.y()) <= NEAR_PIXELS;
        }

        private double number(String reading) {
            Reading found = decision.reading(reading);
            return found == null || found.number() == null ? Double.NaN : found.number();
        }
    }

    private final Terminal terminal;
    private final HeatMap heatMap;
    private final Map<String, Truth> truths = new HashMap<>();
    private final Map<String, Inspected> boards = new TreeMap<>(Comparator.comparing(Long::valueOf));

    InspectionScenario(Terminal terminal) {
        this.terminal = terminal;
        heatMap = new HeatMap(terminal.blocks());
    }

    @Override
    public List<String> models() {
        return List.of(MODEL);
    }

    @Override
    public int seconds() {
        return SECONDS;
    }

    @Override
    public List<String> plant(Path folder) {
        return List.of("--boards", "1", "--board-rate", Double.toString(BOARDS_PER_SECOND));
    }

    @Override
    public String tagTable() {
        StringBuilder table = new StringBuilder("name,nodeId\n");
        for (String tag : List.of("picture", "reference", "number", "ready")) {
            table.append(tag)
                    .append(",nsu=urn:millwright:simulator;s=Boards1.")
                    .append(tag)
                    .append('\n');
        }
        return table.toString();
    }

    @Override
    public Map<String, Object> connectionSettings() {
        return Map.of();
    }

    @Override
    public Map<String, Object> pipelineSettings() {
        return Map.of(
                "asset.name", "Belt1",
                "mapping", "board=picture",
                "window.kind", "part",
                "part.open", "ready = true",
                "part.number", "number",
                // Every board at once: it is taken off the belt or not.
                "publish.maxDelayMs", 0);
    }

    @Override
    public List<String> introduction() {
        return List.of(
                "boards pass a camera, one in 2 s; the picture of a good one was written once, as the reference",
                "some boards carry a sticker that says PASS, one lies turned, one picture is dark, one file is cut");
    }

    @Override
    public synchronized boolean simulatorSays(String line) {
        String[] words = line.split(" ");
        if (!words[0].equals("BOARD")) {
            return false;
        }
        truths.put(words[2], Truth.of(words));
        return true;
    }

    @Override
    public synchronized void decided(Decision decision) {
        Truth truth = truths.get(decision.part());
        if (truth == null || boards.containsKey(decision.part())) {
            return;
        }
        Inspected board = new Inspected(truth, decision);
        boards.put(decision.part(), board);
        terminal.line(line(board));
        Reading map = decision.reading("map");
        if (board.called() && board.good() && map != null) {
            heatMap.lines(map.steps()).forEach(row -> terminal.line("             " + row));
        }
    }

    private static String line(Inspected board) {
        Decision decision = board.decision();
        boolean called = board.called() && board.good();
        String said = !board.good()
                ? decision.quality() + ": " + decision.reason()
                : called
                        ? String.format(
                                Locale.ROOT,
                                "DEFECT %.2f  %s at %.0f, %.0f",
                                decision.score(),
                                decision.reading("kind").label(),
                                board.number("x"),
                                board.number("y"))
                        : String.format(Locale.ROOT, "ok %.2f", decision.score());
        return String.format(
                Locale.ROOT,
                "%s board %3s  %-52s  %4.0f ms   truth: %s",
                called ? "!!" : board.good() ? "  " : "? ",
                decision.part(),
                said,
                decision.latencyMillis(),
                board.truth().text());
    }

    @Override
    public synchronized List<String> score() {
        List<Inspected> clear =
                boards.values().stream().filter(board -> board.truth().clear()).toList();
        List<Inspected> faulty =
                clear.stream().filter(board -> board.truth().faulty()).toList();
        List<Inspected> found = faulty.stream().filter(Inspected::called).toList();
        long fine = clear.size() - faulty.size();
        long called = clear.stream().filter(Inspected::called).count();
        List<Inspected> unclear =
                boards.values().stream().filter(board -> !board.truth().clear()).toList();
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%d boards decided: %d of %d faults found, %d of %d good boards called; kind right %d, place right %d of those found",
                boards.size(),
                found.size(),
                faulty.size(),
                called - found.size(),
                fine,
                found.stream().filter(Inspected::kindRight).count(),
                found.stream().filter(Inspected::placeRight).count()));
        lines.add(String.format(
                Locale.ROOT,
                "pictures that cannot be decided (turned, dark, cut): %d of %d said so and were not GOOD",
                unclear.stream().filter(board -> !board.good()).count(),
                unclear.size()));
        lines.add(String.format(
                Locale.ROOT,
                "the simplest policy, calling as many boards by the number of pixels that differ from the reference: %d of %d"
                        + " faults found; letting every board pass: 0",
                simplest(clear, called),
                faulty.size()));
        return lines;
    }

    private static long simplest(List<Inspected> clear, long calls) {
        return clear.stream()
                .sorted(Comparator.comparingInt(
                        (Inspected board) -> -board.truth().differing()))
                .limit(calls)
                .filter(board -> board.truth().faulty())
                .count();
    }
}
