package io.millwright.inference.remote;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * A server's answer, collected into one array of bounded length. The array may be that of an earlier answer, unless that one was
 * abandoned and may still be written to. Used by one exchange.
 */
final class Answer implements HttpResponse.BodyHandler<Answer>, HttpResponse.BodySubscriber<Answer> {
    static final String HEAD_BYTES = "Inference-Header-Content-Length";

    private static final int FIRST_BYTES = 4_096;
    private static final int BAD_HEAD = -2;

    private final int mostBytes;
    private final CompletableFuture<Answer> whole = new CompletableFuture<>();
    private byte[] bytes;
    private int length;
    private int status;
    private int headBytes;
    private Flow.Subscription subscription;

    /**
     * Makes one that waits.
     *
     * @param space to write to, null for none
     * @param mostBytes what is more is refused
     */
    Answer(byte[] space, int mostBytes) {
        bytes = space == null ? new byte[Math.min(FIRST_BYTES, mostBytes)] : space;
        this.mostBytes = mostBytes;
    }

    @Override
    public HttpResponse.BodySubscriber<Answer> apply(HttpResponse.ResponseInfo info) {
        status = info.statusCode();
        headBytes = info.headers().firstValue(HEAD_BYTES).map(Answer::number).orElse(-1);
        return this;
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : BAD_HEAD;
    }

    @Override
    public CompletionStage<Answer> getBody() {
        return whole;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
        for (ByteBuffer part : parts) {
            int more = part.remaining();
            if (more > mostBytes - length) {
                subscription.cancel();
                whole.completeExceptionally(new IOException("the answer has more than " + mostBytes + " bytes"));
                return;
            }
            if (length + more > bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(mostBytes, Math.max(length + more, 2L * bytes.length)));
            }
            part.get(bytes, length, more);
            length += more;
        }
    }

    @Override
    public void onError(Throwable e) {
        whole.completeExceptionally(e);
    }

    @Override
    public void onComplete() {
        whole.complete(this);
    }

    int status() {
        return status;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Returns the length of the JSON at the front: all, where the server says nothing of it; -1 where what it says cannot be. */
    int jsonBytes() {
        return headBytes == -1 ? length : headBytes == BAD_HEAD || headBytes > length ? -1 : headBytes;
    }
}
