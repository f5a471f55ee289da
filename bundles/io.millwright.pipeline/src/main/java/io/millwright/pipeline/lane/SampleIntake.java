package io.millwright.pipeline.lane;

import io.millwright.pipeline.grid.StatusCodes;
import io.millwright.pipeline.window.FeatureMapping;
import io.millwright.pipeline.window.FeaturePlan;
import io.millwright.pipeline.window.FeaturePlan.Column;
import io.millwright.pipeline.window.UnitCheck;
import io.millwright.tag.Tag;
import io.millwright.tag.TagListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Takes what the source delivers, on the source's thread, and puts it into the lane's queue. Texts become the index of
 * their category here, because they are valid during the call only. Wakes the lane once per notification. Allocates nothing
 * per sample.
 */
public final class SampleIntake implements TagListener, LaneGate {
    /** The last text that no category has, and its tag. */
    private record UnknownText(int tag, String text) {
        static final UnknownText NONE = new UnknownText(-1, "");
    }

    private final FeaturePlan plan;
    private final Lane lane;
    private final LaneQueue queue;
    private final LanePool pool;
    private final String[][] categories;
    private final List<List<Column>> columns;
    private final AtomicReferenceArray<String> problems;
    private final AtomicInteger problemCount = new AtomicInteger();
    private volatile String missing;
    private volatile UnknownText unknownText = UnknownText.NONE;
    private volatile boolean recheck;
    private final AtomicInteger forgetsPending = new AtomicInteger();

    /** Creates a listener for the plan's tags, in the plan's order. */
    public SampleIntake(FeaturePlan plan, Lane lane, LanePool pool) {
        this.plan = plan;
        this.lane = lane;
        this.pool = pool;
        queue = lane.queue();
        int tags = plan.tagNames().size();
        categories = new String[tags][];
        columns = new ArrayList<>();
        for (int tag = 0; tag < tags; tag++) {
            columns.add(new ArrayList<>());
        }
        for (Column column : plan.features()) {
            columns.get(column.tag()).add(column);
            if (!column.categories().isEmpty()) {
                categories[column.tag()] = column.categories().toArray(String[]::new);
            }
        }
        problems = new AtomicReferenceArray<>(tags);
        lane.gate(this);
    }

    @Override
    public void sample(int tag, double value, int status, long timeMicros) {
        if (!Double.isFinite(value) && !isBad(status)) {
            queue.sample(tag, Double.NaN, StatusCodes.BAD_OUT_OF_RANGE, timeMicros);
        } else {
            queue.sample(tag, value, status, timeMicros);
        }
    }

    @Override
    public void object(int tag, Object value, int status, long timeMicros) {
        if (isBad(status)) {
            queue.sample(tag, Double.NaN, status, timeMicros);
        } else if (categories[tag] != null && value instanceof String text) {
            int index = indexOf(categories[tag], text);
            if (index < 0) {
                unknownText = new UnknownText(tag, text);
                queue.sample(tag, Double.NaN, StatusCodes.BAD_OUT_OF_RANGE, timeMicros);
            } else {
                if (unknownText.tag == tag) {
                    unknownText = UnknownText.NONE;
                }
                queue.sample(tag, index, status, timeMicros);
            }
        } else {
            queue.sample(tag, Double.NaN, StatusCodes.BAD_TYPE_MISMATCH, timeMicros);
        }
    }

    private static boolean isBad(int status) {
        return !StatusCodes.isGood(status) && !StatusCodes.isUncertain(status);
    }

    private static int indexOf(String[] texts, String text) {
        for (int i = 0; i < texts.length; i++) {
            if (texts[i].equals(text)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void progress(long timeMicros) {
        queue.progress(timeMicros);
        pool.wake(lane);
    }

    @Override
    public void described(int tag, Tag now) {
        describe(tag, now);
        recheck = true;
    }

    /** Compares a tag with the features that it fills. */
    public void describe(int tag, Tag now) {
        String problem = null;
        for (Column column : columns.get(tag)) {
            if (problem == null) {
                problem = kindProblem(now, column);
            }
            if (problem == null) {
                problem = UnitCheck.mismatch(now.name(), now.unit(), column.name(), column.unit());
            }
        }
        String before = problems.getAndSet(tag, problem);
        if (problem != null && before == null) {
            problemCount.incrementAndGet();
        } else if (problem == null && before != null) {
            // What is known of the tag has the wrong meaning: the lane goes on when it has forgotten it.
            forgetsPending.incrementAndGet();
            problemCount.decrementAndGet();
            queue.forget(tag);
            pool.wake(lane);
        }
    }

    private static String kindProblem(Tag now, Column column) {
        boolean text = now.kind() == Tag.Kind.TEXT && column.categories().isEmpty();
        if (text || now.kind() == Tag.Kind.ARRAY || now.kind() == Tag.Kind.BYTES) {
            return "mapping: tag '" + now.name() + "' delivers " + now.kind() + ", but feature '" + column.name()
                    + "' expects " + (column.categories().isEmpty() ? "a number" : "a text or its index")
                    + ": map the feature to another tag";
        }
        return null;
    }

    /** Compares the plan with the tags that the source has. Any thread, but never the source's. */
    public void tableIs(List<Tag> table, String source) {
        recheck = false;
        missing = FeatureMapping.missingTags(plan, table.stream().map(Tag::name).toList(), source);
    }

    /** Whether the tag table should be compared anew: it changed, or tags were missing. */
    public boolean wantsTable() {
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

    /** Returns which features have no tag, or null. */
    public String missing() {
        return missing;
    }

    /** Returns what is wrong with kinds and units, or null. */
    public String problem() {
        for (int tag = 0; tag < problems.length(); tag++) {
            String problem = problems.get(tag);
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
