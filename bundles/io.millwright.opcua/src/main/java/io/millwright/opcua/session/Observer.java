package io.millwright.opcua.session;

import io.millwright.opcua.acquire.Acquisition;
import io.millwright.opcua.acquire.RowPlan;
import io.millwright.opcua.fanout.FanOut;
import io.millwright.opcua.milo.Status;
import io.millwright.opcua.security.SecurityNotes;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.Counters;
import io.millwright.opcua.state.Remedy;
import io.millwright.opcua.state.StateCode;
import io.millwright.opcua.state.StatePublisher;
import io.millwright.opcua.table.TagRow;
import io.millwright.opcua.table.TagTable;
import io.millwright.opcua.table.TagTableSource;
import io.millwright.status.StatusCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the tags of a running acquisition: tells how many are Good once every tag has its first value, keeps state and
 * counters true afterwards, and tries refused items again. On the session's thread.
 */
final class Observer {
    private static final Logger LOGGER = LoggerFactory.getLogger(Settings.LOGGER);
    private static final int MAX_LISTED = 20;
    private static final long SETTLING_MILLIS = 100;
    private static final long LOOK_MILLIS = 1_000;

    /** A slow PLC may take so long for all first values before a tag without one is called bad. */
    private static final long MIN_SETTLE_MILLIS = 10_000;

    private static final long FIRST_RETRY_MILLIS = 4_000;
    private static final long LONGEST_RETRY_MILLIS = 12_000;
    private static final long GONE_RETRY_MILLIS = 2_000;

    private static final long MIN_DIFFERENCE_MILLIS = 5_000;
    private static final long DIFFERENCE_MILLIS = 1_000;
    private static final long STILL_PERCENT = 80;
    private static final String FILTER_REMEDY =
            "Nothing has to be done; where the network is too slow for every change, enter a longer samplingMs.";
    private static final String CLOCK_REMEDY =
            "Set the clock of the source (the PLC), or choose Server in 'Time of values'.";

    private final String pid;
    private boolean differs;
    private final FanOut fanOut;
    private final StatePublisher state;
    private final Counters counters;
    private final TagTableSource tables;
    private TagTable table = TagTable.EMPTY;
    private SecurityNotes security = SecurityNotes.NONE;

    Observer(String pid, FanOut fanOut, StatePublisher state, Counters counters, TagTableSource tables) {
        this.pid = pid;
        this.fanOut = fanOut;
        this.state = state;
        this.counters = counters;
        this.tables = tables;
    }

    /** One running acquisition. */
    static final class Watch {
        private final Settings settings;
        private final RowPlan plan;
        private final Acquisition acquisition;
        private final Supplier<List<Notice>> notices;
        private final long startedNanos = System.nanoTime();
        private boolean settled;

        /** The log has told something besides the tags, and not yet that it is over. */
        private boolean warned;

        private long goneAtNanos = startedNanos;
        private long retryMillis = FIRST_RETRY_MILLIS;
        private long retryAtNanos = startedNanos + FIRST_RETRY_MILLIS * 1_000_000;

        /** @param notices what else is to say, the worst first */
        Watch(Settings settings, RowPlan plan, Acquisition acquisition, Supplier<List<Notice>> notices) {
            this.notices = notices;
            this.settings = settings;
            this.plan = plan;
            this.acquisition = acquisition;
        }
    }

    /** What there is to say about the session's security; logged where it is something else than before. */
    void security(SecurityNotes notes) {
        if (!notes.equals(security) && !notes.text().isEmpty()) {
            LOGGER.warn("{}:{}", pid, notes.text());
        }
        security = notes;
    }

    /** A new table is in force: its bad lines are logged once. */
    void table(TagTable newTable) {
        table = newTable;
        for (int i = 0; i < Math.min(MAX_LISTED, table.errors().size()); i++) {
            LOGGER.warn("{}: Tags, {}.", pid, table.errors().get(i));
        }
        if (table.errors().size() > MAX_LISTED) {
            LOGGER.warn("{}: Tags, and {} more errors.", pid, table.errors().size() - MAX_LISTED);
        }
    }

    /** No tag has a value that says something. */
    void lost() {
        counters.tags(table.rows().size(), table.rows().size());
    }

    /** Returns after how many milliseconds to look again. */
    long look(Watch watch) throws UaException {
        long now = System.nanoTime();
        int[] statuses = fanOut.statuses();
        int good = 0;
        boolean waiting = false;
        for (int status : statuses) {
            good += StatusCodes.isGood(status) ? 1 : 0;
            waiting |= status == StatusCodes.BAD_WAITING_FOR_INITIAL_DATA;
        }
        counters.tags(statuses.length, statuses.length - good);
        clocks(watch);
        long settleMillis = Math.max(MIN_SETTLE_MILLIS, 3L * watch.settings.publishingMillis());
        if (!watch.settled && waiting && now - watch.startedNanos < settleMillis * 1_000_000) {
            return SETTLING_MILLIS;
        }
        report(watch, statuses, good);
        if (watch.plan.anyRefused() && now - watch.retryAtNanos >= 0) {
            watch.acquisition.retryRefused();
            watch.retryMillis = Math.min(LONGEST_RETRY_MILLIS, 2 * watch.retryMillis);
            watch.retryAtNanos = System.nanoTime() + watch.retryMillis * 1_000_000;
        }
        if (good < statuses.length && System.nanoTime() - watch.goneAtNanos >= 0 && watch.acquisition != null) {
            watch.acquisition.retryGone(statuses);
            watch.goneAtNanos = System.nanoTime() + GONE_RETRY_MILLIS * 1_000_000;
        }
        if (watch.acquisition != null) {
            watch.acquisition.audit();
        }
        return LOOK_MILLIS;
    }

    private void clocks(Watch watch) {
        long step = counters.clock.judge();
        counters.clockOffset();
        if (step != 0) {
            counters.clockSteps.incrementAndGet();
            LOGGER.warn(
                    "{}: a clock was set: the source clock went {} s {} by the server's.",
                    pid,
                    seconds(step / 1_000),
                    step > 0 ? "forward" : "back");
        }
        long limit = Math.max(
                MIN_DIFFERENCE_MILLIS,
                DIFFERENCE_MILLIS + (watch.acquisition == null ? 0 : watch.acquisition.publishingMillis()));
        long offset = Math.abs(counters.clockOffsetMillis());
        differs = !watch.settings.serverTime() && offset > (differs ? limit * STILL_PERCENT / 100 : limit);
    }

    /** Whole ones, so that a state does not change with every tenth. */
    private static long seconds(long millis) {
        return Math.round(Math.abs(millis) / 1_000.0);
    }

    private void report(Watch watch, int[] statuses, int good) {
        List<Notice> notices = watch.notices.get();
        String refused = watch.plan.filters().text();
        String summary = summary(watch, statuses.length, good, notices) + (refused.isEmpty() ? "" : " " + refused);
        String bad = bad(watch.plan, statuses);
        StateCode code = differs ? StateCode.CLOCK_DIFFERENCE : noticed(notices);
        List<String> remedies = new ArrayList<>();
        if (!bad.isEmpty()) {
            code = StateCode.CONNECTED_WITH_ERRORS;
            remedies.add(tables.remedy());
        }
        if (differs) {
            remedies.add(CLOCK_REMEDY);
        }
        notices.forEach(notice -> remedies.add(notice.remedy()));
        if (remedies.isEmpty() && !refused.isEmpty()) {
            code = StateCode.FILTER_REFUSED;
            remedies.add(FILTER_REMEDY);
        }
        String text = summary + bad + (remedies.isEmpty() ? "" : Remedy.MARK + String.join(" ", remedies));
        boolean first = !watch.settled;
        watch.settled = true;
        boolean ends = watch.warned && !differs && notices.isEmpty();
        boolean warns = differs || !notices.isEmpty() && code == noticed(notices);
        watch.warned = warns || watch.warned && !ends;
        // Afterwards a tag may turn Bad and Good at any rate: that is in the state, not in the log.
        state.report(code, text, first || warns || ends ? summary : null);
        if (first) {
            logBad(watch, statuses);
        }
    }

    private String summary(Watch watch, int tags, int good, List<Notice> notices) {
        boolean driver = tags == 0 && tables.mayBeEmpty();
        String acquired = watch.acquisition == null ? "nothing" : watch.acquisition.mode();
        return (driver ? "ready for what assets ask for, " : good + " of " + tags + " tags Good, by " + acquired + ", ")
                + watch.settings.policy() + " / " + watch.settings.mode()
                + (watch.settings.secured() ? "" : " (messages are neither signed nor encrypted)") + "."
                + clockText() + security.waivedText()
                + notices.stream().map(notice -> " " + notice.text()).collect(Collectors.joining());
    }

    /** Returns what is wrong with lines and tags, as a sentence with a blank before, "" if nothing is. */
    private String bad(RowPlan plan, int[] statuses) {
        List<String> bad = new ArrayList<>();
        table.errors().stream().limit(MAX_LISTED).forEach(error -> bad.add(error.toString()));
        int troubled = 0;
        for (int row = 0; row < statuses.length; row++) {
            if (troubled(plan, row, statuses[row])) {
                troubled++;
                if (bad.size() < MAX_LISTED) {
                    bad.add(trouble(plan, row, statuses[row]));
                }
            }
        }
        int more = table.errors().size() + troubled - bad.size();
        if (statuses.length == 0 && !tables.mayBeEmpty()) {
            bad.add("the tag table has no tag; enter some in Tags or Tag file");
        }
        return bad.isEmpty() ? "" : " " + String.join("; ", bad) + (more > 0 ? "; and " + more + " more" : "") + ".";
    }

    /** Returns the state where nothing worse is the case. */
    private static StateCode noticed(List<Notice> notices) {
        return notices.isEmpty() ? StateCode.CONNECTED : notices.get(0).code();
    }

    private String clockText() {
        long offset = counters.clockOffsetMillis();
        return !differs
                ? ""
                : " The source clock is " + seconds(offset) + " s " + (offset > 0 ? "ahead of" : "behind")
                        + " the server's clock, so that values count as " + (offset > 0 ? "early." : "late.");
    }

    private void logBad(Watch watch, int[] statuses) {
        int listed = 0;
        for (int row = 0; row < statuses.length && listed < MAX_LISTED; row++) {
            if (troubled(watch.plan, row, statuses[row])) {
                LOGGER.warn("{}: {}.", pid, trouble(watch.plan, row, statuses[row]));
                listed++;
            }
        }
    }

    private static boolean troubled(RowPlan plan, int row, int status) {
        return !StatusCodes.isGood(status) || plan.flaw(row) != null;
    }

    private static String trouble(RowPlan plan, int row, int status) {
        TagRow tag = plan.rows().get(row);
        String line = "line " + tag.line() + ": " + tag.name() + ", " + tag.nodeText() + ": ";
        if (StatusCodes.isGood(status)) {
            return line + plan.flaw(row);
        }
        String reason = plan.reason(row, status);
        return line + Status.text(status) + (reason == null ? "" : ", " + reason);
    }
}
