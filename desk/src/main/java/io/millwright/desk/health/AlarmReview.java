package io.millwright.desk.health;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What alarms were worth, held against what maintenance found: how often they came, how early, and what they missed. An episode is a run
 * of alarms without a longer pause; it warned of an event if it began within the notice before it. Every other one is false.
 *
 * @param days that were watched
 * @param falseEpisodes of them those that warned of nothing
 * @param leadMillis per event from the first alarm within the notice to the event; -1 where it was missed
 */
public record AlarmReview(double days, int episodes, int falseEpisodes, long[] leadMillis) {
    private static final double MILLIS_PER_DAY = 86_400_000.0;

    /**
     * Reviews the decisions of one machine.
     *
     * @param timesMillis of the decisions, rising
     * @param alarms of each decision whether it was one
     * @param eventsMillis what maintenance found
     * @param noticeMillis how long before an event an alarm still counts as its warning
     * @param pauseMillis without alarms, after which the next alarm begins a new episode
     * @throws IllegalArgumentException if there are no decisions, or not as many as times
     */
    public static AlarmReview of(
            long[] timesMillis, boolean[] alarms, long[] eventsMillis, long noticeMillis, long pauseMillis) {
        if (timesMillis.length == 0 || timesMillis.length != alarms.length) {
            throw new IllegalArgumentException(timesMillis.length + " times of " + alarms.length + " decisions");
        }
        List<Long> begins = new ArrayList<>();
        long last = Long.MIN_VALUE;
        for (int i = 0; i < alarms.length; i++) {
            if (alarms[i]) {
                if (last == Long.MIN_VALUE || timesMillis[i] - last > pauseMillis) {
                    begins.add(timesMillis[i]);
                }
                last = timesMillis[i];
            }
        }
        long[] leads = new long[eventsMillis.length];
        Arrays.setAll(leads, event -> lead(begins, eventsMillis[event], noticeMillis));
        int wrong = 0;
        for (long begin : begins) {
            boolean warned = Arrays.stream(eventsMillis).anyMatch(at -> begin <= at && at - begin <= noticeMillis);
            wrong += warned ? 0 : 1;
        }
        double days = (timesMillis[timesMillis.length - 1] - timesMillis[0]) / MILLIS_PER_DAY;
        return new AlarmReview(days, begins.size(), wrong, leads);
    }

    private static long lead(List<Long> begins, long event, long notice) {
        return begins.stream()
                .filter(begin -> begin <= event && event - begin <= notice)
                .mapToLong(begin -> event - begin)
                .max()
                .orElse(-1);
    }

    /** Returns how many events came without a warning. */
    public int missed() {
        return (int) Arrays.stream(leadMillis).filter(lead -> lead < 0).count();
    }

    /** Returns episodes per day. */
    public double alarmsPerDay() {
        return episodes / days;
    }

    /** Returns episodes per day that warned of nothing. */
    public double falseAlarmsPerDay() {
        return falseEpisodes / days;
    }

    /** Returns the median of the lead times of those events that were not missed, in milliseconds; NaN if there are none. */
    public double medianLeadMillis() {
        long[] known =
                Arrays.stream(leadMillis).filter(lead -> lead >= 0).sorted().toArray();
        int half = known.length / 2;
        return known.length == 0
                ? Double.NaN
                : known.length % 2 == 1 ? known[half] : (known[half - 1] + known[half]) / 2.0;
    }
}
