package io.millwright.opcua.driver;

import io.millwright.status.StatusCodes;
import io.millwright.tag.Tag;
import io.millwright.tag.TagListener;
import io.millwright.tag.TagSubscription;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.kura.channel.listener.ChannelListener;
import org.eclipse.kura.type.DataType;

/** One listener of one channel: hears what comes of its tag and hands it on, with copies of what is lent. */
final class Registration implements TagListener {
    /** Takes one value or status; returns within microseconds. */
    interface Heard {
        void heard(Registration registration, Object value, int status, long timeMicros);
    }

    private final ChannelListener listener;
    private final String channelName;
    private final DataType type;
    private final DriverChannel channel;
    private final Heard heard;

    /** The tag is in the table, so that a missing node is the server's word. */
    private boolean known;

    private boolean hadValue;
    private TagSubscription subscription;
    private volatile boolean ended;

    Registration(Map<String, Object> settings, ChannelListener listener, Heard heard) {
        this.listener = listener;
        this.channelName = String.valueOf(settings.get("+name"));
        Object stated = settings.get("+value.type");
        this.type = stated == null ? DataType.STRING : DataType.getDataType(stated.toString());
        this.channel = DriverChannel.of(settings);
        this.heard = heard;
    }

    ChannelListener listener() {
        return listener;
    }

    String channelName() {
        return channelName;
    }

    DataType type() {
        return type;
    }

    DriverChannel channel() {
        return channel;
    }

    /** Returns the name of its tag: registrations of equal settings share one. */
    String tagName() {
        return channel.nodeText() + " every " + channel.samplingMillis() + " ms, queue " + channel.queue();
    }

    void subscription(TagSubscription made) {
        subscription = made;
    }

    boolean ended() {
        return ended;
    }

    /** Nothing is heard any more; waits at most 1 s. */
    void end() {
        ended = true;
        if (subscription != null) {
            subscription.close();
        }
    }

    @Override
    public void described(int tag, Tag now) {
        known = true;
    }

    @Override
    public void sample(int tag, double value, int status, long timeMicros) {
        told(value, status, timeMicros);
    }

    @Override
    public void integer(int tag, long value, int status, long timeMicros) {
        told(value, status, timeMicros);
    }

    @Override
    public void object(int tag, Object value, int status, long timeMicros) {
        told(copy(value), status, timeMicros);
    }

    @Override
    public void progress(long timeMicros) {
        // What did not change is no event.
    }

    private void told(Object value, int status, long timeMicros) {
        boolean notYet = StatusCodes.isNoValueYet(status) && !hadValue;
        boolean notThere = status == StatusCodes.BAD_NODE_ID_UNKNOWN && !known;
        if (ended || notYet || notThere || status == StatusCodes.BAD_WAITING_FOR_INITIAL_DATA) {
            return;
        }
        known = true;
        hadValue |= !StatusCodes.isBad(status);
        heard.heard(this, value, status, timeMicros);
    }

    private static Object copy(Object value) {
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        if (value == null || !value.getClass().isArray()) {
            return value;
        }
        int length = Array.getLength(value);
        Object copy = Array.newInstance(value.getClass().getComponentType(), length);
        System.arraycopy(value, 0, copy, 0, length);
        return copy;
    }
}
