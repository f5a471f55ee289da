package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.pipeline.explain.HeatHits;
import io.millwright.simulator.board.BoardFault;
import io.millwright.simulator.board.BoardPicture;
import io.millwright.simulator.board.BoardPicture.Board;
import io.millwright.simulator.board.BoardPicture.Trouble;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;

/** One call of {@code ./millwright model finetune}: on squares of generated boards, or on pictures of one's own. */
final class FinetuneRun {
    private static final int SIDE = 64;
    private static final int TO_LEARN = 20;
    private static final int TO_JUDGE = 60;
    private static final int FIRST_PRODUCT = 5_000;
    private static final long LIMIT_MINUTES = 30;

    private final String pictures;
    private final String test;
    private static final double HEAT_MILLIS = 5_000;
    private static final int HEATED = 120;
    private final Random random = new Random(42);
    private final List<HeatHits.Shown> faults = new ArrayList<>();

    /**
     * @param pictures folder with one folder per class, or null for generated squares
     * @param test likewise, to judge by; may be null
     */
    FinetuneRun(String pictures, String test) {
        this.pictures = pictures;
        this.test = test;
    }

    /** Returns what the command says, or why there is nothing. */
    JsonObject run() throws Exception {
        Path work = Files.createTempDirectory("millwright-finetune-bench");
        Path learn = pictures == null ? work.resolve("learn") : Path.of(pictures);
        Path judge = pictures == null ? work.resolve("judge") : test == null ? null : Path.of(test);
        if (pictures == null) {
            generate(learn, judge);
        }
        List<String> call = new ArrayList<>(List.of(
                "./millwright",
                "model",
                "finetune",
                "models/board-inspection",
                "--json",
                "--pictures",
                learn.toString()));
        if (judge != null) {
            call.addAll(List.of("--test", judge.toString()));
        }
        Path tuned = work.resolve("fine-tuned");
        call.addAll(List.of("--out", tuned.toString()));
        long started = System.nanoTime();
        Process process = new ProcessBuilder(call)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            return Json.object().add("skipped", "no result; is there a Python with PyTorch? It said: " + said.strip());
        }
        String[] lines = said.strip().split("\n");
        JsonObject result = Json.parse(lines[lines.length - 1])
                .asObject()
                .add("seconds", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started));
        if (faults.isEmpty()) {
            return result;
        }
        HeatHits.Result heat = HeatHits.of(tuned, faults, HEAT_MILLIS);
        return result.add("heatMaps", heat.explained())
                .add("heatHits", InspectionBenchmark.rounded((double) heat.hits() / Math.max(1, heat.explained())))
                .add("heatDone", heat.done());
    }

    /** Squares around faults and where there is none, each with its reference: 20 per class to learn from, 60 to judge by. */
    private void generate(Path learn, Path judge) throws IOException {
        Map<String, Integer> counts = new HashMap<>();
        int classes = BoardFault.Kind.values().length + 1;
        for (int product = FIRST_PRODUCT; ; product++) {
            BoardPicture boards = new BoardPicture(product);
            BufferedImage reference = image(boards.reference());
            for (int number = 1; number <= 12; number++) {
                Board board = boards.board(number, Trouble.NONE);
                String kind = board.fault() == null
                        ? "ok"
                        : board.fault().kind().name().toLowerCase(Locale.ROOT);
                int count = counts.merge(kind, 1, Integer::sum);
                if (count <= TO_LEARN + TO_JUDGE) {
                    write((count <= TO_LEARN ? learn : judge).resolve(kind), count, board, reference);
                }
            }
            long done = counts.values().stream()
                    .filter(count -> count >= TO_LEARN + TO_JUDGE)
                    .count();
            if (done == classes) {
                return;
            }
        }
    }

    private void write(Path folder, int count, Board board, BufferedImage reference) throws IOException {
        Files.createDirectories(folder);
        int most = BoardPicture.SIZE - SIDE;
        BoardFault fault = board.fault();
        int left = fault == null ? random.nextInt(most) : fault.x() - SIDE / 2 + random.nextInt(21) - 10;
        int top = fault == null ? random.nextInt(most) : fault.y() - SIDE / 2 + random.nextInt(21) - 10;
        left = Math.max(0, Math.min(most, left));
        top = Math.max(0, Math.min(most, top));
        BufferedImage picture = image(board.png());
        if (fault != null && count > TO_LEARN && faults.size() < HEATED) {
            float[][] pixels = {pixels(picture, left, top), pixels(reference, left, top)};
            faults.add(new HeatHits.Shown(pixels, fault.x() - left, fault.y() - top));
        }
        ImageIO.write(
                picture.getSubimage(left, top, SIDE, SIDE),
                "png",
                folder.resolve(count + ".png").toFile());
        ImageIO.write(
                reference.getSubimage(left, top, SIDE, SIDE),
                "png",
                folder.resolve(count + ".reference.png").toFile());
    }

    private static float[] pixels(BufferedImage image, int left, int top) {
        return image.getRaster().getSamples(left, top, SIDE, SIDE, 0, new float[SIDE * SIDE]);
    }

    private static BufferedImage image(byte[] png) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(png));
    }
}
