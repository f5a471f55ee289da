package io.millwright.form;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** The head of a form: the state, what is the matter, what to do, and the counters last. */
public final class Headline {
    /** Characters that the form shows of it. */
    static final int LONGEST = 595;

    private static final int LEAST_WHAT = 100;
    private static final int LONGEST_JOINT = 2;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss z", Locale.ROOT);

    private Headline() {}

    /**
     * Returns one line for a person, with times of the gateway's clock. Where it would be too long, the counters are left
     * out if what is the matter is whole then, or little of it would be left; else it is cut; never what to do.
     *
     * @param code of the state
     * @param sinceMicros when it was entered, microseconds since 1970 UTC
     * @param diagnosis what is the matter and what to do
     * @param counters for people
     * @param nowMicros time of reading, which is told because Kura's web reads it once per page load
     */
    public static String of(String code, long sinceMicros, Diagnosis diagnosis, String counters, long nowMicros) {
        String head = code + " since " + time(sinceMicros) + " - ";
        String end = " (at " + time(nowMicros) + "; for a newer state reload the page)";
        String all = counters.isEmpty() ? end : " - " + counters + end;
        String what = diagnosis.what();
        int remedy = diagnosis.remedy().isEmpty() ? 0 : diagnosis.remedy().length() + LONGEST_JOINT;
        int room = LONGEST - head.length() - remedy;
        boolean cutAnyway = what.length() > room - end.length() && room - all.length() >= LEAST_WHAT;
        String tail = what.length() <= room - all.length() || cutAnyway ? all : end;
        int most = Math.max(LEAST_WHAT, room - tail.length());
        String shown = what.length() <= most ? what : what.substring(0, most - 2) + " \u2026";
        return head + new Diagnosis(shown, diagnosis.remedy()).text() + tail;
    }

    private static String time(long micros) {
        return TIME.format(Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atZone(ZoneId.systemDefault()));
    }
}
