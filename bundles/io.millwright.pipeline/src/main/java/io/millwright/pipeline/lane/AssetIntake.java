package io.millwright.pipeline.lane;

import io.millwright.form.Diagnosis;
import io.millwright.pipeline.Labels;
import io.millwright.pipeline.shape.AssetShapes;
import io.millwright.pipeline.shape.PictureShape;
import io.millwright.pipeline.shape.SampleRing;
import io.millwright.pipeline.window.FeatureMapping;
import io.millwright.pipeline.window.FeaturePlan;
import io.millwright.pipeline.window.FeaturePlan.Column;
import io.millwright.pipeline.window.Gate;
import io.millwright.pipeline.window.PartTexts;
import io.millwright.status.StatusCodes;
import io.millwright.tag.Tag;
import io.millwright.unit.Units;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * One asset's share of what the source delivers, on the source's thread: texts and codes become the index of their category
 * here, because texts are valid during the call only. Knows what is wrong with the asset's tags and shuts its gate meanwhile.
 * Allocates nothing per sample.
 */
public final class AssetIntake implements Gate {
    /** The last text that no category has, and its tag. */
    private record UnknownText(int tag, String text) {
        static final UnknownText NONE = new UnknownText(-1, "");
    }

    private final FeaturePlan plan;
    private final LaneQueue queue;
    private final int firstSlot;
    private final String[][] categories;
    private final boolean[] literal;
    private final int numberTag;
    private final PartTexts partTexts;
    private final AssetShapes shapes;
    private final double[][] codes;
    private final int[][] codeIndex;
    private final List<List<Column>> columns;
    private final AtomicReferenceArray<Diagnosis> problems;
    /** Per tag 1 + index of the text that came last. */
    private final AtomicIntegerArray lastText;

    private final AtomicInteger problemCount = new AtomicInteger();
    private volatile Diagnosis missing;
    private volatile UnknownText unknownText = UnknownText.NONE;
    private volatile boolean recheck;
    private List<Tag> compared;
    private final AtomicInteger forgetsPending = new AtomicInteger();

    /**
     * Creates an intake.
     *
     * @param plan with the asset's tags
     * @param numberTag index of the tag with the part's number, whose texts are kept as they are; -1 for none
     * @param partTexts takes these
     * @param shapes the asset's arrays and pictures
     * @param queue of the lane
     * @param firstSlot where the asset's tags begin in it
     */
    AssetIntake(
            FeaturePlan plan, int numberTag, PartTexts partTexts, AssetShapes shapes, LaneQueue queue, int firstSlot) {
        this.plan = plan;
        this.numberTag = numberTag;
        this.partTexts = partTexts;
        this.shapes = shapes;
        this.queue = queue;
        this.firstSlot = firstSlot;
        int tags = plan.tagNames().size();
        categories = new String[tags][];
        literal = new boolean[tags];
        codes = new double[tags][];
        codeIndex = new int[tags][];
        columns = new ArrayList<>();
        for (int tag = 0; tag < tags; tag++) {
            columns.add(new ArrayList<>());
            List<String> literals = plan.literals().get(tag);
            if (!literals.isEmpty()) {
                categories[tag] = literals.toArray(String[]::new);
                literal[tag] = true;
            }
        }
        for (Column column : plan.features()) {
            columns.get(column.tag()).add(column);
            if (!column.categories().isEmpty()) {
                categories[column.tag()] = column.categories().toArray(String[]::new);
                literal[column.tag()] = false;
                codesAre(column.tag(), column.codes());
            }
        }
        problems = new AtomicReferenceArray<>(tags);
        lastText = new AtomicIntegerArray(tags);
    }

    private void codesAre(int tag, Map<Double, Integer> indexOfCode) {
        if (!indexOfCode.isEmpty()) {
            codes[tag] = indexOfCode.keySet().stream()
                    .mapToDouble(Double::doubleValue)
                    .toArray();
            codeIndex[tag] =
                    indexOfCode.values().stream().mapToInt(Integer::intValue).toArray();
        }
    }

    /** One sample of a number. */
    void sample(int tag, double value, int status, long timeMicros) {
        SampleRing ring = shapes.ring(tag);
        if (ring != null && !StatusCodes.isBad(status)) {
            ring.refuseNumber();
            queue.sample(firstSlot + tag, Double.NaN, StatusCodes.BAD_TYPE_MISMATCH, timeMicros);
        } else if (!Double.isFinite(value) && !StatusCodes.isBad(status)) {
            queue.sample(firstSlot + tag, Double.NaN, StatusCodes.BAD_OUT_OF_RANGE, timeMicros);
        } else if (codes[tag] != null && !StatusCodes.isBad(status)) {
            code(tag, value, status, timeMicros);
        } else {
            queue.sample(firstSlot + tag, value, status, timeMicros);
        }
    }

    private void code(int tag, double value, int status, long timeMicros) {
        double[] known = codes[tag];
        for (int i = 0; i < known.length; i++) {
            if (known[i] == value) {
                queue.sample(firstSlot + tag, codeIndex[tag][i], status, timeMicros);
                return;
            }
        }
        queue.sample(firstSlot + tag, Double.NaN, StatusCodes.BAD_OUT_OF_RANGE, timeMicros);
    }

    /** One sample that is no number. */
    void object(int tag, Object value, int status, long timeMicros) {
        SampleRing ring = shapes.ring(tag);
        if (StatusCodes.isBad(status)) {
            queue.sample(firstSlot + tag, Double.NaN, status, timeMicros);
        } else if (ring != null) {
            double generation = ring.take(value);
            boolean taken = !Double.isNaN(generation);
            queue.sample(firstSlot + tag, generation, taken ? status : ring.refusal(), timeMicros);
        } else if (value instanceof String text && tag == numberTag) {
            queue.sample(firstSlot + tag, partTexts.indexOf(text), status, timeMicros);
        } else if (value instanceof String text && categories[tag] != null) {
            int index = indexOf(categories[tag], text);
            if (index < 0 && !literal[tag]) {
                unknownText = new UnknownText(tag, text);
                queue.sample(firstSlot + tag, Double.NaN, StatusCodes.BAD_OUT_OF_RANGE, timeMicros);
            } else {
                if (unknownText.tag == tag) {
                    unknownText = UnknownText.NONE;
                }
                lastText.lazySet(tag, index + 1);
                queue.sample(firstSlot + tag, index, status, timeMicros);
            }
        } else {
            queue.sample(firstSlot + tag, Double.NaN, StatusCodes.BAD_TYPE_MISMATCH, timeMicros);
        }
    }

    private static int indexOf(String[] texts, String text) {
        for (int i = 0; i < texts.length; i++) {
            if (texts[i].equals(text)) {
                return i;
            }
        }
        return -1;
    }

    /** A tag's unit, kind or presence changed. */
    void described(int tag, Tag now) {
        describe(tag, now);
        recheck = true;
    }

    /** Compares a tag with the features that it fills. */
    public void describe(int tag, Tag now) {
        Diagnosis problem = null;
        enumeration(tag, now);
        for (Column column : columns.get(tag)) {
            if (problem == null) {
                problem = problem(now, column);
            }
        }
        Diagnosis before = problems.getAndSet(tag, problem);
        if (problem != null && before == null) {
            problemCount.incrementAndGet();
        } else if (problem == null && before != null) {
            // What is known of the tag has the wrong meaning: the lane goes on when it has forgotten it.
            forgetsPending.incrementAndGet();
            problemCount.decrementAndGet();
            queue.forget(firstSlot + tag);
        }
    }

    /** An enumeration's numbers stand for its texts, where the model knows these and has no codes of its own. */
    private void enumeration(int tag, Tag now) {
        List<Column> filled = columns.get(tag);
        if (filled.isEmpty() || !filled.get(0).codes().isEmpty() || now.texts().isEmpty()) {
            return;
        }
        Map<Double, Integer> found = new HashMap<>();
        now.texts().forEach((value, text) -> {
            int index = filled.get(0).categories().indexOf(text);
            if (index >= 0) {
                found.put((double) value, index);
            }
        });
        codesAre(tag, found);
    }

    /** Returns what is wrong between a tag and a feature that it fills, or null. */
    static Diagnosis problem(Tag now, Column column) {
        Diagnosis kind = kindProblem(now, column);
        return kind != null ? kind : Units.mismatch(now.name(), now.unit(), column.name(), column.unit());
    }

    private static Diagnosis kindProblem(Tag now, Column column) {
        if (column.shape() != null) {
            return shapeProblem(now, column);
        }
        boolean text = now.kind() == Tag.Kind.TEXT && column.categories().isEmpty();
        if (text || now.kind() == Tag.Kind.ARRAY || now.kind() == Tag.Kind.BYTES) {
            return new Diagnosis(
                    Labels.MAPPING + ": tag '" + now.name() + "' delivers " + now.kind() + ", but feature '"
                            + column.name() + "' expects "
                            + (column.categories().isEmpty() ? "a number" : "a text or its index"),
                    "map the feature to another tag");
        }
        return null;
    }

    private static Diagnosis shapeProblem(Tag now, Column column) {
        boolean picture = column.shape() instanceof PictureShape;
        Tag.Kind kind = now.kind();
        boolean fits =
                switch (kind) {
                    case NUMBER, TEXT -> false;
                    case ARRAY -> !picture;
                    case BYTES -> picture;
                    default -> true;
                };
        String what = Labels.MAPPING + ": tag '" + now.name() + "' delivers ";
        String to = (picture ? "input '" : "feature '") + column.name() + "' ";
        if (!fits) {
            return new Diagnosis(
                    what + kind + ", but " + to + "takes " + column.shape().wanted(),
                    "map it to another tag, or have the PLC write that type");
        }
        long elements = 1;
        int[] dimensions = now.dimensions();
        for (int dimension : dimensions) {
            elements = dimension < 0 || elements < 0 ? -1 : elements * dimension;
        }
        if (picture
                || dimensions.length == 0
                || elements < 0
                || elements == column.shape().elements()) {
            return null;
        }
        return new Diagnosis(
                what + "an array of " + elements + " elements, but " + to + "has "
                        + column.shape().elements(),
                "map it to another tag, or correct the length in the PLC");
    }

    /** Returns the text that a tag delivered last, or null. Any thread. */
    String textOf(String tagName) {
        int tag = plan.tagNames().indexOf(tagName);
        int index = tag < 0 ? -1 : lastText.get(tag) - 1;
        return index < 0 ? null : categories[tag][index];
    }

    /** Compares the plan with the tags that the source has, if these may have changed. Any thread, but never the source's. */
    void tableIs(List<Tag> table, Map<String, Tag> byName, String source) {
        if (table == compared && !recheck) {
            return;
        }
        recheck = false;
        compared = table;
        missing = FeatureMapping.missingTags(plan, byName, source);
    }

    /** Whether the tag table should be compared anew: it changed, or tags were missing. */
    boolean wantsTable() {
        return recheck || missing != null;
    }

    @Override
    public boolean shut() {
        return missing != null || problemCount.get() > 0 || forgetsPending.get() > 0;
    }

    @Override
    public void forgotten() {
        forgetsPending.decrementAndGet();
    }

    /** Returns the plan with the asset's tags. */
    public FeaturePlan plan() {
        return plan;
    }

    /** Returns which features have no tag, or null. */
    public Diagnosis missing() {
        return missing;
    }

    /** Returns what is wrong with kinds and units, or null. */
    public Diagnosis problem() {
        for (int tag = 0; tag < problems.length(); tag++) {
            Diagnosis problem = problems.get(tag);
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    /** Returns a clause that names the last text that no category has, or nothing. */
    public String unknownText() {
        String text = unknownText.text;
        return text.isEmpty() ? "" : "; a text that no category has: '" + shortened(text) + "'";
    }

    private static String shortened(String text) {
        return Objects.requireNonNull(text).length() > 40 ? text.substring(0, 40) + "..." : text;
    }
}
