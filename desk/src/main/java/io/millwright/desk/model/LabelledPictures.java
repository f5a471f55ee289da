package io.millwright.desk.model;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.model.ImageSpec.Colour;
import io.millwright.model.ImageSpec.Fit;
import io.millwright.pipeline.shape.StillPicture;
import io.millwright.pipeline.shape.UnusablePicture;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Pictures by class: a folder with one folder per class, each picture with its reference where the model takes one. A folder in that
 * of a class holds the pictures of one part: judged by pictures left out, these are left out together, or the figure says how well a
 * part is known again. The reference of {@code a.png} is {@code a.reference.png} beside it, else {@code reference.png} in its
 * folder, else in the nearest one above.
 */
final class LabelledPictures {
    private static final List<String> OK_NAMES = List.of("ok", "good", "normal", "free");
    private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg", ".bmp");
    private static final String REFERENCE = "reference";
    private static final int MOST_PICTURES = 20_000;
    private static final long MOST_BYTES = 2L << 30;

    /** {@code part} is the same of all pictures of one part. */
    private record Labelled(int label, int part, Path file, Path reference) {}

    private final List<String> classes;
    private final List<Labelled> pictures = new ArrayList<>();
    private final boolean paired;
    private int width;
    private int height;
    private int sizes;

    /**
     * Finds the pictures.
     *
     * @param ok name of the class without a defect; "" for one of the usual names
     * @param paired whether each needs a reference
     */
    LabelledPictures(Path folder, String ok, boolean paired) throws IOException, Refusal {
        this.paired = paired;
        if (!Files.isDirectory(folder)) {
            throw new Refusal("--pictures " + folder + " is no folder", "give a folder with one folder per class");
        }
        classes = classes(folder, ok);
        for (int label = 0; label < classes.size(); label++) {
            find(folder, label);
        }
        if (pictures.size() > MOST_PICTURES) {
            throw new Refusal(
                    "--pictures " + folder + " holds " + pictures.size() + " pictures",
                    "give " + MOST_PICTURES + " at most");
        }
        medianSize();
    }

    private static List<String> classes(Path folder, String ok) throws IOException, Refusal {
        List<String> names;
        try (Stream<Path> inside = Files.list(folder)) {
            names = new ArrayList<>(inside.filter(LabelledPictures::isFolder)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList());
        }
        String first = ok.isEmpty()
                ? names.stream()
                        .filter(name -> OK_NAMES.contains(name.toLowerCase(Locale.ROOT)))
                        .findFirst()
                        .orElse("")
                : ok;
        if (!names.remove(first)) {
            throw new Refusal(
                    "--pictures " + folder + " holds the classes " + names
                            + ", and which of them shows no defect is not said",
                    "call its folder ok, or name it by --ok");
        }
        if (names.isEmpty()) {
            throw new Refusal(
                    "--pictures " + folder + " holds the class " + first + " alone", "add a folder per kind of defect");
        }
        names.add(0, first);
        return names;
    }

    private void find(Path folder, int label) throws IOException, Refusal {
        Path ofClass = folder.resolve(classes.get(label));
        List<Path> alone = inside(ofClass, LabelledPictures::isPicture);
        List<Path> parts = inside(ofClass, LabelledPictures::isFolder);
        if (alone.isEmpty() && parts.isEmpty()) {
            throw noPicture(ofClass);
        }
        for (Path file : alone) {
            add(folder, label, parts(), file);
        }
        for (Path part : parts) {
            List<Path> files = inside(part, LabelledPictures::isPicture);
            if (files.isEmpty()) {
                throw noPicture(part);
            }
            List<Path> deeper = inside(part, LabelledPictures::isFolder);
            if (!deeper.isEmpty()) {
                throw new Refusal(
                        deeper.get(0) + " is a folder in that of a part", "put its pictures into the folder above");
            }
            int number = parts();
            for (Path file : files) {
                add(folder, label, number, file);
            }
        }
    }

    private void add(Path folder, int label, int part, Path file) throws Refusal {
        pictures.add(new Labelled(label, part, file, paired ? reference(folder, file) : null));
    }

    /** Returns how many parts the pictures found so far show: the number of the next. */
    private int parts() {
        return pictures.isEmpty() ? 0 : 1 + pictures.get(pictures.size() - 1).part();
    }

    private static List<Path> inside(Path folder, Predicate<Path> wanted) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(wanted).sorted().toList();
        }
    }

    private static Refusal noPicture(Path folder) {
        return new Refusal(folder + " holds no picture", "add PNG, JPEG or BMP files, or remove the folder");
    }

    private static boolean isFolder(Path path) {
        return Files.isDirectory(path) && !path.getFileName().toString().startsWith(".");
    }

    private static boolean isPicture(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        String stem = stem(name);
        return !Files.isDirectory(file)
                && ENDINGS.stream().anyMatch(name::endsWith)
                && !stem.equals(REFERENCE)
                && !stem.endsWith("." + REFERENCE);
    }

    private static String stem(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('.')));
    }

    private static Path reference(Path folder, Path file) throws Refusal {
        String own = stem(file.getFileName().toString()) + "." + REFERENCE;
        List<Path> places = new ArrayList<>(List.of(file.resolveSibling(own)));
        for (Path above = file.getParent(); !above.equals(folder); above = above.getParent()) {
            places.add(above.resolve(REFERENCE));
        }
        places.add(folder.resolve(REFERENCE));
        for (Path near : places) {
            for (String ending : ENDINGS) {
                Path there = near.resolveSibling(near.getFileName() + ending);
                if (Files.exists(there)) {
                    return there;
                }
            }
        }
        throw new Refusal(
                file + " has no reference, and the model compares every picture with one",
                "put " + own + ".png beside it, or reference.png into its folder or one above");
    }

    private void medianSize() throws IOException, Refusal {
        int[] widths = new int[pictures.size()];
        int[] heights = new int[pictures.size()];
        for (int i = 0; i < widths.length; i++) {
            Path file = pictures.get(i).file();
            try {
                int[] size = new StillPicture(Files.readAllBytes(file)).size();
                widths[i] = size[0];
                heights[i] = size[1];
            } catch (UnusablePicture e) {
                throw unusable(file, e);
            }
        }
        sizes = (int) Math.max(
                Arrays.stream(widths).distinct().count(),
                Arrays.stream(heights).distinct().count());
        Arrays.sort(widths);
        Arrays.sort(heights);
        width = widths[widths.length / 2];
        height = heights[heights.length / 2];
    }

    private static Refusal unusable(Path file, UnusablePicture e) {
        return new Refusal(file + ": " + e.getMessage(), "replace or remove it");
    }

    /** Returns the width of the middle one. */
    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** Returns how many different sizes there are, at least. */
    int sizes() {
        return sizes;
    }

    int count() {
        return pictures.size();
    }

    List<String> classes() {
        return classes;
    }

    /** Returns a picture's file, and that of its reference where it has one. */
    List<Path> files(int number) {
        Labelled picture = pictures.get(number);
        return paired ? List.of(picture.file(), picture.reference()) : List.of(picture.file());
    }

    /** Returns the names of the pictures' classes, one per picture. */
    List<String> labels() {
        return pictures.stream().map(picture -> classes.get(picture.label())).toList();
    }

    /** Writes pictures.bin, the fitted pixels of all, each followed by its reference's, and pictures.json, what they are. */
    void write(Path to, int toWidth, int toHeight, Fit fit) throws IOException, Refusal {
        long bytes = (long) pictures.size() * (paired ? 2 : 1) * toWidth * toHeight;
        if (bytes > MOST_BYTES) {
            throw new Refusal(
                    pictures.size() + " pictures of " + toWidth + " x " + toHeight + " pixels are " + (bytes >> 20)
                            + " MB",
                    "give fewer, or a smaller --size; " + (MOST_BYTES >> 20) + " MB at most");
        }
        JsonArray labels = new JsonArray();
        JsonArray parts = new JsonArray();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to.resolve("pictures.bin")))) {
            for (Labelled picture : pictures) {
                labels.add(picture.label());
                parts.add(picture.part());
                out.write(pixels(picture.file(), toWidth, toHeight, fit));
                if (paired) {
                    out.write(pixels(picture.reference(), toWidth, toHeight, fit));
                }
            }
        }
        JsonObject listed = new JsonObject()
                .add("channels", paired ? 2 : 1)
                .add("width", toWidth)
                .add("height", toHeight)
                .add("fit", fit.name().toLowerCase(Locale.ROOT))
                .add("classes", Json.array(classes.toArray(new String[0])))
                .add("labels", labels)
                .add("parts", parts);
        Files.writeString(to.resolve("pictures.json"), listed.toString());
    }

    private static byte[] pixels(Path file, int width, int height, Fit fit) throws IOException, Refusal {
        try {
            return new StillPicture(Files.readAllBytes(file)).pixels(width, height, Colour.GRAY, fit);
        } catch (UnusablePicture e) {
            throw unusable(file, e);
        }
    }
}
