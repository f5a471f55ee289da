package io.millwright.opcua.session;

import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.StateCode;
import java.util.List;
import java.util.Map;

/**
 * The server of a connection, or the two of a redundant pair: which one is used. The second is used while the first does not answer
 * or opens no session, and until the first has answered for a while. Pure but for the clock that it is given; on the session's
 * thread.
 */
final class Servers {
    /** How often to look whether the first is back. */
    static final long LOOK_MILLIS = 5_000;

    /** So long it must answer before it is used again: a server that starts opens its port early. */
    private static final long ANSWERS_MILLIS = 10_000;

    /** So long it is left alone where it answers and still opens no session, doubled each time. */
    private static final long REFUSED_MILLIS = 30_000;

    private static final int MOST_DOUBLINGS = 4;

    private final Settings settings;
    private final Server first;
    private final Server second;
    private boolean onSecond;
    private boolean answers;
    private long answersSinceNanos;
    private int refusals;
    private boolean leftAlone;
    private long leftAloneUntilNanos;
    private long failovers;

    /** Which had a session last, or null. */
    private Server last;

    Servers(Settings settings) {
        this.settings = settings;
        first = new Server(settings.endpointUrl(), settings.server());
        String url = settings.server().secondUrl();
        second = url.isEmpty() ? null : new Server(url, settings.server());
    }

    boolean redundant() {
        return second != null;
    }

    boolean onSecond() {
        return onSecond;
    }

    /** Returns the one that is used. */
    Server now() {
        return onSecond ? second : first;
    }

    /** Returns the one that is to be used where both do their work. */
    Server first() {
        return first;
    }

    /** Returns the settings with the address of the one that is used. */
    Settings settings(Settings newest) {
        return newest.at(now().url());
    }

    /** The one that is used does not answer, or opens no session: the other one is next, unless the trouble is ours. */
    void failed(StateCode code) {
        boolean theirs =
                switch (code) {
                    case SERVER_UNREACHABLE, SERVER_REFUSED, NO_ENDPOINT, SERVER_UNTRUSTED, CERTIFICATE_REFUSED -> true;
                    default -> false;
                };
        if (redundant() && theirs) {
            turnTo(!onSecond);
        }
    }

    /** The first has a session again, while the second is used. */
    void firstIsBack() {
        turnTo(false);
        connected();
    }

    /** The one that is used has a session. */
    void connected() {
        if (last != null && last != now()) {
            failovers++;
        }
        last = now();
        if (last == first) {
            refusals = 0;
            leftAlone = false;
        }
    }

    private void turnTo(boolean toSecond) {
        onSecond = toSecond;
        answers = false;
    }

    /** Returns whether a session with the first is to be tried, given whether it answers now. */
    boolean tryFirst(long nowNanos, boolean answersNow) {
        if (answersNow && !answers) {
            answersSinceNanos = nowNanos;
        }
        answers = answersNow;
        return onSecond
                && answers
                && nowNanos - answersSinceNanos >= ANSWERS_MILLIS * 1_000_000
                && !(leftAlone && nowNanos - leftAloneUntilNanos < 0);
    }

    /** The first answers, and opens no session. */
    void firstRefused(long nowNanos) {
        leftAlone = true;
        leftAloneUntilNanos = nowNanos + (REFUSED_MILLIS << Math.min(MOST_DOUBLINGS, refusals++)) * 1_000_000;
        answers = false;
    }

    /** Returns what to say while the second is used. */
    List<Notice> notices() {
        return onSecond
                ? List.of(new Notice(
                        StateCode.SECOND_SERVER,
                        "The second endpoint '" + second.url() + "' is used, because the first, '" + first.url()
                                + "', opened no session; it is used again once it does.",
                        "See to the first server."))
                : List.of();
    }

    /** Returns what was learned of the one that is used, and what it was sent, by counter. */
    Map<String, Long> counters() {
        Map<String, Long> all = now().counters();
        all.put("failovers", failovers);
        return all;
    }

    @Override
    public String toString() {
        return "Servers[" + settings.pid() + " " + now().url() + "]";
    }
}
