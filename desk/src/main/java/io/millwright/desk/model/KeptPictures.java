package io.millwright.desk.model;

import io.millwright.decision.Picture.Format;
import io.millwright.pipeline.capture.CapturedPicture;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Pictures of opened segments as files: a folder per label that people gave, as {@code model finetune} takes them, and apart from these,
 * where it does not look, those that nobody spoke of. Used by one thread.
 */
final class KeptPictures {
    /** Where pictures go that nobody said anything of, by what was decided. */
    static final String UNSORTED = ".unsorted";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path folder;
    private final boolean labelledOnly;
    private final Map<String, Integer> classes = new TreeMap<>();
    private final PlainNames labels = new PlainNames();
    private final PlainNames decisions = new PlainNames();
    private final PlainNames assets = new PlainNames();

    /** Files of this call, in small letters. */
    private final Set<String> files = new HashSet<>();

    private int written;
    private int unsorted;
    private int leftOut;

    /**
     * Takes a folder that is empty or not there yet: what an earlier call left, by what people said then, would be taken for other
     * pictures.
     *
     * @param labelledOnly leaves out pictures that nobody said anything of
     */
    KeptPictures(Path folder, boolean labelledOnly) throws IOException, Refusal {
        if (Files.exists(folder) && !isEmpty(folder)) {
            throw new Refusal(
                    "--pictures " + folder + " is not an empty folder",
                    "name a new one, or empty it: all pictures are written anew, by what people say of them now");
        }
        this.folder = folder;
        this.labelledOnly = labelledOnly;
    }

    private static boolean isEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.findAny().isEmpty();
        }
    }

    /**
     * Writes one.
     *
     * @param label that people gave, "" where nobody did
     * @param decided what the model said, "" where it is not known
     */
    void write(CapturedPicture picture, String label, String decided) throws IOException {
        if (label.isEmpty() && labelledOnly) {
            leftOut += picture.held() ? 0 : 1;
            return;
        }
        Path in = label.isEmpty()
                ? folder.resolve(UNSORTED).resolve(decisions.of(decided.isEmpty() ? "undecided" : decided))
                : folder.resolve(folderOf(label));
        Files.createDirectories(in);
        Path file = file(in, picture);
        if (picture.format() == Format.RAW) {
            ImageIO.write(image(picture), "png", file.toFile());
        } else {
            Files.write(file, picture.bytes());
        }
        written++;
        if (label.isEmpty()) {
            unsorted += picture.held() ? 0 : 1;
        } else if (!picture.held()) {
            classes.merge(label, 1, Integer::sum);
        }
    }

    private Path file(Path in, CapturedPicture picture) {
        String stem = TIME.format(Instant.EPOCH.plus(picture.windowEndMicros(), ChronoUnit.MICROS)) + "-"
                + assets.of(picture.asset()) + "-" + picture.run() + "-" + picture.sequence();
        String end = (picture.held() ? ".reference" : "") + ending(picture.format());
        Path file = in.resolve(stem + end);
        // The second picture of a decision has its feature's name, too.
        String further = stem + "-" + PlainNames.plain(picture.feature());
        for (int next = 2; !files.add(file.toString().toLowerCase(Locale.ROOT)); next++) {
            file = in.resolve(further + (next == 2 ? "" : "-" + next) + end);
        }
        return file;
    }

    /** Returns the name of the folder that is a label's alone. */
    String folderOf(String label) {
        return labels.of(label);
    }

    /** Returns how many pictures were written. */
    int written() {
        return written;
    }

    /** Returns how many pictures of each label were written. */
    Map<String, Integer> classes() {
        return classes;
    }

    /** Returns how many were written that nobody spoke of. */
    int unsorted() {
        return unsorted;
    }

    /** Returns how many were not written because nobody spoke of them. */
    int leftOut() {
        return leftOut;
    }

    private static String ending(Format format) {
        return switch (format) {
            case JPEG -> ".jpg";
            case BMP -> ".bmp";
            case PNG, RAW -> ".png";
        };
    }

    private static BufferedImage image(CapturedPicture picture) throws IOException {
        boolean grey = picture.colour().equals("GRAY");
        int channels = grey ? 1 : 3;
        byte[] bytes = picture.bytes();
        if (picture.width() < 1
                || picture.height() < 1
                || (long) picture.width() * picture.height() * channels != bytes.length) {
            throw new IOException("a picture of " + picture.width() + " x " + picture.height() + " " + picture.colour()
                    + " has " + bytes.length + " bytes");
        }
        int red = picture.colour().equals("BGR") ? 2 : 0;
        BufferedImage image = new BufferedImage(
                picture.width(), picture.height(), grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < picture.width() * picture.height(); i++) {
            int x = i % picture.width();
            int y = i / picture.width();
            if (grey) {
                image.getRaster().setSample(x, y, 0, bytes[i] & 0xFF);
            } else {
                int at = channels * i;
                image.setRGB(
                        x,
                        y,
                        (bytes[at + red] & 0xFF) << 16 | (bytes[at + 1] & 0xFF) << 8 | bytes[at + 2 - red] & 0xFF);
            }
        }
        return image;
    }
}
