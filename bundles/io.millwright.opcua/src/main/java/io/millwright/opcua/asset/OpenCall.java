package io.millwright.opcua.asset;

/** The call of the asset that is under way, if any: it may never come back. Calls on one thread, asked on any. */
final class OpenCall {
    /** What is called. */
    interface Call<T> {
        T make() throws Exception;
    }

    private volatile long sinceNanos;

    /** Makes a call, and notes since when it is under way. */
    <T> T make(Call<T> call) throws Exception {
        // 0 stands for none.
        sinceNanos = System.nanoTime() | 1;
        try {
            return call.make();
        } finally {
            sinceNanos = 0;
        }
    }

    /** Returns for how many milliseconds a call has been under way, 0 without one. */
    long millis() {
        long since = sinceNanos;
        return since == 0 ? 0 : (System.nanoTime() - since) / 1_000_000;
    }
}
