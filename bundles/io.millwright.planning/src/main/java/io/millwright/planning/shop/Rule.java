package io.millwright.planning.shop;

/** Rules that people dispatch by. Of candidates with equal values the first in the order of jobs comes first. */
public enum Rule {
    /** Whose operation waits longest. */
    FIFO {
        @Override
        long value(Dispatch dispatch, int job) {
            return -dispatch.readySeconds(job);
        }
    },
    /** Whose operation is the shortest. */
    SPT {
        @Override
        long value(Dispatch dispatch, int job) {
            return -dispatch.durationSeconds(job);
        }
    },
    /** Whose job has the most work left. */
    MWKR {
        @Override
        long value(Dispatch dispatch, int job) {
            return dispatch.remainingSeconds(job);
        }
    },
    /** Whose job is due first. */
    EDD {
        @Override
        long value(Dispatch dispatch, int job) {
            return -dispatch.dueSeconds(job);
        }
    };

    /** Returns what a candidate is worth; the greatest comes first. */
    abstract long value(Dispatch dispatch, int job);

    /** Returns the schedule that the rule makes. */
    public Schedule schedule(Shop shop) {
        return by(shop, this::value);
    }

    /** Returns the schedule in which each time the candidate whose job has the greatest value comes first. */
    static Schedule by(Shop shop, Value value) {
        Dispatch dispatch = new Dispatch(shop);
        while (dispatch.candidateCount() > 0) {
            int best = dispatch.candidate(0);
            for (int at = 1; at < dispatch.candidateCount(); at++) {
                int job = dispatch.candidate(at);
                if (value.of(dispatch, job) > value.of(dispatch, best)) {
                    best = job;
                }
            }
            dispatch.dispatch(best);
        }
        return dispatch.schedule();
    }

    /** What a candidate is worth. */
    interface Value {
        long of(Dispatch dispatch, int job);
    }
}
