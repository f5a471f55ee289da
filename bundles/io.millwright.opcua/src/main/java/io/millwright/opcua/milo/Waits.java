package io.millwright.opcua.milo;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;

/** Bounded waits for what Milo does on its threads. */
public final class Waits {
    private Waits() {}

    /** A wait that ended without a result; the message is for people. */
    public static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        Failure(String message, Throwable cause) {
            super(message, cause);
        }

        /** Returns whether no answer came in time. */
        public boolean silent() {
            return getCause() instanceof TimeoutException || statusCode() == StatusCodes.Bad_Timeout;
        }

        /** Returns the server's or Milo's StatusCode, or 0. */
        public long statusCode() {
            return UaException.extract(getCause())
                    .map(e -> e.getStatusCode().value())
                    .orElse(0L);
        }
    }

    /** Returns the result, or fails with one line about what went wrong. */
    public static <T> T await(Future<T> future, long timeoutMillis) throws Failure, InterruptedException {
        try {
            return future.get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new Failure("no answer within " + timeoutMillis + " ms", e);
        } catch (ExecutionException e) {
            throw new Failure(text(e), e);
        }
    }

    /** Waits for the end of something whose result nobody needs. An interrupt ends the wait and stays pending. */
    public static void quietly(Future<?> future, long timeoutMillis) {
        try {
            await(future, timeoutMillis);
        } catch (Failure e) {
            // Ended, or given up.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns what went wrong in one line. */
    public static String text(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof UaException)) {
            cause = cause.getCause();
        }
        if (cause instanceof UaException ua) {
            Throwable root = ua;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            String status = Status.text((int) ua.getStatusCode().value());
            return root == ua || root.getMessage() == null ? status : status + ", " + root.getMessage();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
