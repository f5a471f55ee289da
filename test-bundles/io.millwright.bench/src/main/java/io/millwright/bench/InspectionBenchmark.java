package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.bench.InspectedBoards.Said;
import io.millwright.simulator.board.BoardFault;
import io.millwright.simulator.board.BoardPicture;
import io.millwright.simulator.board.BoardPicture.Board;
import io.millwright.simulator.board.BoardPicture.Trouble;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What board-inspection is worth on the simulator's boards, which another generator drew than that of its training: whole boards
 * through the gateway's own decoder and runner, with stickers, turned, dark and cut; then fine-tuned on 20 pictures per class.
 */
final class InspectionBenchmark {
    private static final int BOARDS_PER_PRODUCT = 10;
    private static final int NEAR_PIXELS = 24;
    private static final int FIRST_PRODUCT = 1_000;

    private final int boards;
    private final boolean tune;
    private final FinetuneRun finetune;

    private final List<double[]> scores = new ArrayList<>();
    private final List<double[]> simplest = new ArrayList<>();
    private final List<Long> nanos = new ArrayList<>();
    private final List<Long> cpuNanos = new ArrayList<>();
    private int faulty;
    private int found;
    private int calledFine;
    private int kindRight;
    private int placeRight;
    private int turnedByLetters;
    private int unclear;
    private int unclearSaid;

    InspectionBenchmark(Options options) {
        boards = options.integer("--boards", 200, 20, 5_000);
        tune = !options.flag("--no-finetune");
        finetune = new FinetuneRun(options.text("--pictures"), options.text("--test"));
        options.end();
    }

    JsonObject run() throws Exception {
        try (InspectedBoards model = new InspectedBoards(Path.of("models/board-inspection"))) {
            for (int product = 0; product * BOARDS_PER_PRODUCT < boards; product++) {
                product(model, new BoardPicture(FIRST_PRODUCT + product));
                System.err.printf("  %d of %d boards%n", scores.size(), boards);
            }
        }
        JsonObject result = Json.object()
                .add("bench", "scenario-inspection")
                .add("boards", scores.size())
                .add("faulty", faulty)
                .add("rocAuc", rounded(area(scores)))
                .add("rocAucOfDifferingPixels", rounded(area(simplest)))
                .add("recall", share(found, faulty))
                .add("falseCalls", share(calledFine, scores.size() - faulty))
                .add("kindRight", share(kindRight, found))
                .add("hits", share(placeRight, faulty))
                .add("verdictsTurnedByLetters", share(turnedByLetters, scores.size()))
                .add("unusablePicturesSaid", share(unclearSaid, unclear))
                .add("msPerBoardP50", milliseconds(nanos, 0.5))
                .add("msPerBoardP99", milliseconds(nanos, 0.99))
                .add("cpuMsPerBoardP50", milliseconds(cpuNanos, 0.5));
        return tune ? result.add("finetune", finetune.run()) : result;
    }

    private void product(InspectedBoards model, BoardPicture pictures) throws Exception {
        byte[] reference = pictures.reference();
        for (int number = 1; number <= BOARDS_PER_PRODUCT; number++) {
            Board board = pictures.board(number, Trouble.NONE);
            Said said = model.ask(board.png(), reference);
            judge(board, said);
            Said lettered = model.ask(pictures.board(number, Trouble.STICKER).png(), reference);
            turnedByLetters += lettered.called() == said.called() ? 0 : 1;
        }
        for (Trouble trouble : List.of(Trouble.TURNED, Trouble.DARK)) {
            unclear++;
            Said said = model.ask(pictures.board(1, trouble).png(), reference);
            unclearSaid += said.picture().equals("usable") ? 0 : 1;
        }
    }

    private void judge(Board board, Said said) {
        BoardFault fault = board.fault();
        double truth = fault == null ? 0 : 1;
        scores.add(new double[] {said.defect(), truth});
        simplest.add(new double[] {board.differing(), truth});
        nanos.add(said.nanos());
        cpuNanos.add(said.cpuNanos());
        if (fault == null) {
            calledFine += said.called() ? 1 : 0;
            return;
        }
        faulty++;
        boolean near = Math.abs(said.x() - fault.x()) <= NEAR_PIXELS && Math.abs(said.y() - fault.y()) <= NEAR_PIXELS;
        placeRight += near ? 1 : 0;
        if (said.called()) {
            found++;
            kindRight += said.kind().equals(fault.kind().name().toLowerCase(Locale.ROOT)) ? 1 : 0;
        }
    }

    /** The area under the ROC curve of (score, truth) pairs: how often a faulty one scores above a good one, ties half. */
    static double area(List<double[]> pairs) {
        double above = 0;
        long all = 0;
        for (double[] bad : pairs) {
            for (double[] good : pairs) {
                if (bad[1] == 1 && good[1] == 0) {
                    above += bad[0] > good[0] ? 1 : bad[0] == good[0] ? 0.5 : 0;
                    all++;
                }
            }
        }
        return above / Math.max(1, all);
    }

    private static double milliseconds(List<Long> nanos, double share) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return rounded(sorted[(int) Math.min(sorted.length - 1, share * sorted.length)] / 1e6);
    }

    private static double share(int part, int of) {
        return rounded((double) part / Math.max(1, of));
    }

    static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}
