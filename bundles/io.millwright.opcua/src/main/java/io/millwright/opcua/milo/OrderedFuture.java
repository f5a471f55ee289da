package io.millwright.opcua.milo;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/**
 * A future whose asynchronous observers run one after the other, in the order in which futures of the same executor complete.
 *
 * <p>Milo hands each publish response to its pool, where two of them may overtake each other; it then takes the gap in the
 * sequence numbers for a lost notification.
 */
final class OrderedFuture<T> extends CompletableFuture<T> {
    private final Executor serial;

    OrderedFuture(Executor serial) {
        this.serial = serial;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new OrderedFuture<>(serial);
    }

    @Override
    public CompletableFuture<T> whenCompleteAsync(BiConsumer<? super T, ? super Throwable> action, Executor executor) {
        return super.whenCompleteAsync(action, serial);
    }
}
