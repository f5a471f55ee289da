package io.millwright.desk.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.Opinion.Verdict;
import io.millwright.decision.Picture;
import io.millwright.desk.CommandRun;
import io.millwright.pipeline.capture.KeptSegments;
import io.millwright.seal.GatewayKey;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures that a gateway kept become the folders that a model is fine-tuned on, by what people said and by nothing else. */
class KeptPicturesTest {
    private record Shot(
            String feature, boolean held, Format format, int width, int height, String colour, byte[] content)
            implements Picture {
        @Override
        public ByteBuffer bytes() {
            return ByteBuffer.wrap(content).asReadOnlyBuffer();
        }
    }

    @TempDir
    Path folder;

    private static byte[] encoded(String format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(new BufferedImage(16, 8, BufferedImage.TYPE_BYTE_GRAY), format, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static final Picture SHOT = new Shot("camera", false, Picture.Format.JPEG, 16, 8, "", encoded("jpeg"));

    private static final Picture REFERENCE = new Shot("reference", true, Picture.Format.PNG, 2, 2, "", encoded("png"));

    private static final Picture RAW =
            new Shot("camera", false, Picture.Format.RAW, 2, 1, "BGR", new byte[] {1, 2, (byte) 200, 4, 5, 6});

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + kind
                + "-----\n";
    }

    private List<String> files(Path in) throws IOException {
        try (Stream<Path> all = Files.walk(in)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> in.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void whatPeopleNamedLiesInAFolderPerClassWithItsReferenceAndTheRestApart() throws Exception {
        GatewayKey key = GatewayKey.of(folder, "-keyalg EC -groupname secp256r1");
        KeptSegments kept = new KeptSegments(folder.resolve("data"), key);
        long scratch = kept.decide(1, 1, 1, true, List.of(SHOT, REFERENCE));
        long wrong = kept.decide(1, 1, 1, true, List.of(SHOT, REFERENCE));
        kept.decide(1, 1, 1, true, List.of(RAW));
        long hostile = kept.decide(1, 1, 1, true, List.of(SHOT, REFERENCE));
        kept.say(scratch, Verdict.REJECTED, "scratch");
        kept.say(wrong, Verdict.REJECTED, "ok");
        kept.say(hostile, Verdict.REJECTED, "../../etc");
        Path pem = Files.writeString(
                folder.resolve("desk.pem"),
                pem("PRIVATE KEY", key.privateKey().getEncoded())
                        + pem("CERTIFICATE", key.certificate().getEncoded()));
        Path pictures = folder.resolve("line-3");
        Path data = kept.folder();
        CommandRun run = CommandRun.of(
                "model", "capture", data, "--key", pem, "--out", folder.resolve("rows.csv"), "--pictures", pictures);
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().contains("1 ok, 1 scratch"), run.out());
        List<String> files = files(pictures);
        assertEquals(7, files.size(), files.toString());
        assertEquals(
                List.of(".unsorted/alarm", "______etc", "______etc", "ok", "ok", "scratch", "scratch"),
                files.stream()
                        .map(file -> file.substring(0, file.lastIndexOf('/')))
                        .toList());
        String shot = files.get(5);
        assertTrue(shot.endsWith("-" + scratch + ".jpg"), shot);
        assertArrayEquals(encoded("jpeg"), Files.readAllBytes(pictures.resolve(shot)));
        assertEquals(shot.replace(".jpg", ".reference.png"), files.get(6), "beside it");
        LabelledPictures found = new LabelledPictures(pictures, "", true);
        assertEquals(List.of("ok", "______etc", "scratch"), found.classes(), "as finetune takes them");
        assertEquals(3, found.count());
        BufferedImage raw = ImageIO.read(pictures.resolve(files.get(0)).toFile());
        assertEquals(0xFFC80201, raw.getRGB(0, 0), "red comes last in these bytes");
        CommandRun again = CommandRun.of(
                "model", "capture", data, "--key", pem, "--out", folder.resolve("rows.csv"), "--pictures", pictures);
        assertEquals(1, again.exitCode(), again.err());
        assertTrue(again.err().contains("--pictures " + pictures + " is not an empty folder"), again.err());
        assertEquals(files, files(pictures), "no picture comes twice, nor stays where it was said to belong before");
        Path named = folder.resolve("named");
        CommandRun labelled = CommandRun.of(
                "model",
                "capture",
                data,
                "--key",
                pem,
                "--labelled",
                "--out",
                folder.resolve("rows.csv"),
                "--pictures",
                named);
        assertEquals(0, labelled.exitCode(), labelled.err());
        assertEquals(6, files(named).size());
        assertTrue(labelled.out().contains("1 left out"), labelled.out());
    }

    @Test
    void noPictureTakesThePlaceOfAnotherAndNoLabelTheFolderOfAnother() throws Exception {
        GatewayKey key = GatewayKey.of(folder, "-keyalg EC -groupname secp256r1");
        KeptSegments kept = new KeptSegments(folder.resolve("data"), key);
        Picture side = new Shot("side", false, Picture.Format.JPEG, 16, 8, "", encoded("jpeg"));
        Picture mask = new Shot("mask", true, Picture.Format.PNG, 2, 2, "", encoded("png"));
        long first = kept.decide(1, 1, 1, true, List.of(SHOT, side, REFERENCE, mask));
        long second = kept.decide(1, 1, 1, true, List.of(SHOT));
        kept.say(first, Verdict.REJECTED, "a.b");
        kept.say(second, Verdict.REJECTED, "a_b");
        Path pem = Files.writeString(
                folder.resolve("desk.pem"),
                pem("PRIVATE KEY", key.privateKey().getEncoded())
                        + pem("CERTIFICATE", key.certificate().getEncoded()));
        Path pictures = Files.createDirectory(folder.resolve("line-3"));
        Path rows = folder.resolve("rows.csv");
        CommandRun run =
                CommandRun.of("model", "capture", kept.folder(), "--key", pem, "--out", rows, "--pictures", pictures);
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().contains("2 a.b (in a_b), 1 a_b (in a_b-2)"), run.out());
        assertEquals(
                List.of(
                        "a_b-2/X-2.jpg",
                        "a_b/X-1-mask.reference.png",
                        "a_b/X-1-side.jpg",
                        "a_b/X-1.jpg",
                        "a_b/X-1.reference.png"),
                files(pictures).stream()
                        .map(file -> file.replaceAll("/.*-Press1-\\d+-", "/X-"))
                        .toList());
    }
}
