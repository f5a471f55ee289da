package io.millwright.opcua.milo;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/**
 * A future whose asynchronous observers run one after the other, in the order in which futures of the same executor complete.
 *
 * <p>Milo hands each publish response to its pool, where two of them may overtake each other; it then takes the gap in the
 * sequence numbers for a lost notification. And an answer may be there before its future is observed: its turn would come when that
 * is done, after those of later ones. So what completes a future waits until it is {@linkplain #whenObserved observed}.
 */
final class OrderedFuture<T> extends CompletableFuture<T> {
    private final Executor serial;

    /** Of this future and those that were made of it. */
    private final CompletableFuture<Void> observed;

    OrderedFuture(Executor serial) {
        this(serial, new CompletableFuture<>());
    }

    private OrderedFuture(Executor serial, CompletableFuture<Void> observed) {
        this.serial = serial;
        this.observed = observed;
    }

    /** Runs something once this future, or one that was made of it, has an asynchronous observer; at once if it has one. */
    void whenObserved(Runnable action) {
        observed.thenRun(action);
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new OrderedFuture<>(serial, observed);
    }

    @Override
    public CompletableFuture<T> whenCompleteAsync(BiConsumer<? super T, ? super Throwable> action, Executor executor) {
        CompletableFuture<T> result = super.whenCompleteAsync(action, serial);
        observed.complete(null);
        return result;
    }
}
