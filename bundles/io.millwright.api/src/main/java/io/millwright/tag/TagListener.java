package io.millwright.tag;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Receives samples. The calls of one subscription never overlap and keep their order. They come on the source's thread:
 * return within microseconds, never block, never allocate. A Throwable is logged once with its stack and ends this
 * subscription only. Methods added later will be default methods.
 */
@ConsumerType
public interface TagListener {
    /**
     * One sample of a number.
     *
     * @param tag index of the tag in the subscription
     * @param value after scale and offset; Boolean as 0 or 1; NaN if the status is Bad
     * @param status the full OPC UA StatusCode (Part 4, 7.39); a lost connection is Bad_NoCommunication for every tag
     * @param timeMicros microseconds since 1970-01-01 UTC: SourceTimestamp, or what replaces one that is missing or absurd
     */
    void sample(int tag, double value, int status, long timeMicros);

    /**
     * One sample of an Int64 or UInt64 without scale and offset, whose digits a double would lose. A UInt64 from 2^63 on comes
     * by {@link #sample}, rounded, because a long cannot hold it. By default all arrive there, rounded.
     *
     * @param tag index of the tag in the subscription
     * @param value the exact value; 0 if the status is Bad
     * @param status as in {@link #sample}
     * @param timeMicros as in {@link #sample}
     */
    default void integer(int tag, long value, int status, long timeMicros) {
        sample(tag, status >>> 31 == 1 ? Double.NaN : (double) value, status, timeMicros);
    }

    /**
     * One sample that is no number.
     *
     * @param tag index of the tag in the subscription
     * @param value a String, a primitive array or a read-only ByteBuffer, valid only during the call; null if the status is Bad
     * @param status as in {@link #sample}
     * @param timeMicros as in {@link #sample}
     */
    default void object(int tag, Object value, int status, long timeMicros) {}

    /**
     * End of one notification or keep-alive. Tags that were not delivered are unchanged up to this time. The only place to
     * wake a consumer's thread.
     *
     * @param timeMicros microseconds since 1970-01-01 UTC by the server's clock; never decreases, except after a reconnect or
     *     when the server's clock is set back
     */
    void progress(long timeMicros);

    /** A tag's unit, kind or presence changed; precedes the tag's next sample. */
    default void described(int tag, Tag now) {}
}
