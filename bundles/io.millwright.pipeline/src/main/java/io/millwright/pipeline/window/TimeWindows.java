package io.millwright.pipeline.window;

import io.millwright.pipeline.Labels;
import io.millwright.pipeline.grid.RowGrid;
import io.millwright.pipeline.state.Counters;
import java.util.concurrent.atomic.AtomicLong;

/** One window per so many rows of a grid by source time. */
public final class TimeWindows implements Windowing, RowGrid.Rows {
    private static final String TOO_LATE =
            "more samples come later than " + Labels.WINDOW_LATENESS_MS + " allows than in time";

    private static final int JUDGED_SAMPLES = 16;

    private final Gate gate;
    private final Counters counters;
    private final Outlet outlet;
    private final RowGrid grid;
    private final FeatureWindow window;
    private final TagCondition.Compiled onlyWhile;
    private final long spanMicros;
    private final int stride;

    private boolean decidedBefore;
    private int arrived;
    private int lateOnes;
    private boolean tooLate;
    private long unused;
    private long rescued;

    /** A window is due of which nothing has become yet. */
    private boolean open;

    /** Creates windows of rows. */
    public TimeWindows(WindowSetup setup, Counters counters, Outlet outlet) {
        this.counters = counters;
        this.outlet = outlet;
        gate = setup.gate();
        onlyWhile = setup.onlyWhile();
        FeaturePlan plan = setup.plan();
        stride = setup.configuration().stride();
        window = new FeatureWindow(plan, setup.policy(), setup.shapes());
        long period = setup.configuration().periodMillis() * 1000;
        spanMicros = plan.rows() * period;
        grid = new RowGrid(
                plan.tagNames().size(),
                period,
                setup.latenessMicros(),
                setup.configuration().holdLimitMillis() * 1000,
                setup.gapMicros(),
                setup.policy(),
                plan.statistics(),
                plan.rowsBack(),
                setup.sampleLimit(),
                this);
    }

    @Override
    public void sample(int tag, double value, int status, long timeMicros) {
        arrived++;
        grid.sample(tag, value, status, timeMicros);
    }

    @Override
    public void dropped(int tag, double value, int status, long timeMicros) {
        rescued++;
        grid.dropped(tag, value, status, timeMicros);
    }

    @Override
    public void forget(int tag) {
        grid.forget(tag);
        window.forget(tag);
        window.clear();
    }

    @Override
    public void progress(long timeMicros) {
        grid.progress(timeMicros);
    }

    @Override
    public boolean step() {
        try {
            return grid.step();
        } finally {
            if (open) {
                // An exception, which the lane counts, came before its fate.
                open = false;
                outlet.lost(1);
            }
        }
    }

    @Override
    public void count() {
        add(counters.placed, grid.takePlaced());
        add(counters.valueless, grid.takeValueless());
        add(counters.returned, grid.takeReturned());
        add(counters.overflowed, grid.takeOverflowed());
        add(counters.rescued, rescued);
        rescued = 0;
    }

    private static void add(AtomicLong counter, long count) {
        if (count > 0) {
            counter.addAndGet(count);
        }
    }

    @Override
    public void end() {
        count();
    }

    @Override
    public FeatureWindow window() {
        return window;
    }

    @Override
    public String partText(double part) {
        return "";
    }

    @Override
    public int waitsForTag() {
        return grid.started() ? -1 : grid.firstWithoutValue();
    }

    @Override
    public void continues() {
        decidedBefore = true;
    }

    @Override
    public void row(long row, long timeMicros, boolean dropped) {
        counters.rows.incrementAndGet();
        if (unused > 0) {
            counters.unused.addAndGet(unused);
            unused = 0;
        }
        boolean due = row % stride == 0;
        if (due) {
            open = true;
            counters.begun.incrementAndGet();
        }
        if (gate.shut()) {
            // Values in a wrong unit must not be in any later window.
            window.clear();
            if (due) {
                counters.blocked.incrementAndGet();
                open = false;
            }
            return;
        }
        window.add(grid, dropped, timeMicros);
        doubtLateness();
        if (due) {
            due(timeMicros);
            open = false;
        }
    }

    private void due(long timeMicros) {
        if (!window.full()) {
            if (decidedBefore) {
                outlet.lost(1);
            } else {
                counters.filling.incrementAndGet();
            }
        } else if (onlyWhile != null && onlyWhile.truth(grid) == TagCondition.Truth.FALSE) {
            counters.idle.incrementAndGet();
        } else {
            decidedBefore = true;
            if (window.imputed()) {
                counters.imputed.incrementAndGet();
            }
            outlet.due(timeMicros - spanMicros, timeMicros, Double.NaN);
        }
    }

    /** Where most samples miss their row the rows show the past: never GOOD. Judged over at least so many samples. */
    private void doubtLateness() {
        if (arrived >= JUDGED_SAMPLES) {
            tooLate = lateOnes > arrived / 2;
            arrived = 0;
            lateOnes = 0;
        }
        if (tooLate) {
            window.doubt(TOO_LATE);
        }
    }

    @Override
    public void restarted(long expected, long next, boolean backwards) {
        window.clear();
        if (backwards) {
            window.forgetAll();
        }
        outlet.interrupted();
        (backwards ? counters.clockRestarts : counters.gaps).incrementAndGet();
        if (decidedBefore && next > expected) {
            long missed = Math.floorDiv(next - 1, (long) stride) - Math.floorDiv(expected - 1, (long) stride);
            counters.begun.addAndGet(missed);
            outlet.lost(missed);
        }
    }

    @Override
    public void late() {
        lateOnes++;
        counters.late.incrementAndGet();
    }

    @Override
    public void early() {
        counters.early.incrementAndGet();
    }

    @Override
    public void unused() {
        unused++;
    }
}
