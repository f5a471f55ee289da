package io.millwright.inference.worker.child;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** The worker's standard output: answers of several threads, each written in one piece. */
final class Answers {
    private static final int MOST_CHARACTERS = Short.MAX_VALUE / 4;

    private final OutputStream out;

    /** Of a run that went well; guarded by this. */
    private final byte[] done = {Protocol.DONE, 0, 0, 0, 0, Protocol.GOOD};

    Answers(OutputStream out) {
        this.out = out;
    }

    synchronized void write(ByteArrayOutputStream answer) throws IOException {
        answer.writeTo(out);
        out.flush();
    }

    /** Tells that a started run went well. Allocates nothing. */
    synchronized void done(int runner) throws IOException {
        done[1] = (byte) (runner >>> 24);
        done[2] = (byte) (runner >>> 16);
        done[3] = (byte) (runner >>> 8);
        done[4] = (byte) runner;
        out.write(done);
        out.flush();
    }

    static void failed(DataOutputStream to, String code, String message) throws IOException {
        to.writeByte(Protocol.FAILED);
        to.writeUTF(code);
        to.writeUTF(message.length() > MOST_CHARACTERS ? message.substring(0, MOST_CHARACTERS) : message);
    }
}
