package io.millwright.inference.remote;

import io.millwright.inference.remote.RemoteFailure.Kind;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** What goes between a runner's buffers and servers; made once and used for run after run. Used by one attempt at a time. */
final class TensorExchange {
    private final TensorPlan in;
    private final TensorPlan out;
    private final ByteBuffer[] inputs;
    private final ResponseReader reader;
    private InferenceServer asked;
    private RequestBody body;
    private HttpRequest request;
    private byte[] space;

    TensorExchange(TensorPlan in, ByteBuffer[] inputs, TensorPlan out, ByteBuffer[] outputs) {
        this.in = in;
        this.inputs = inputs;
        this.out = out;
        reader = new ResponseReader(out, outputs);
    }

    /** Makes the next request, and returns what takes its answer. */
    Answer prepare(InferenceServer server) throws RemoteFailure {
        if (server != asked) {
            body = new RequestBody(in, inputs, out, server.binary());
            request = server.infer(body);
            asked = server;
        }
        body.prepare();
        Answer answer = new Answer(space, reader.mostBytes());
        // It comes back with the answer; an attempt that is abandoned keeps it.
        space = null;
        return answer;
    }

    /** Returns the length of the request, in bytes. */
    long requestBytes() {
        return body.contentLength();
    }

    /** Sends what was prepared. */
    CompletableFuture<HttpResponse<Answer>> send(Answer answer) {
        return asked.send(request, answer);
    }

    /** Fills the outputs from an answer that is whole. */
    void read(Answer answer) throws RemoteFailure {
        space = answer.bytes();
        if (answer.status() != 200) {
            throw asked.refused(answer, Kind.REFUSED);
        }
        reader.read(answer);
    }
}
