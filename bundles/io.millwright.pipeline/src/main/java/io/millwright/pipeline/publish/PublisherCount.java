package io.millwright.pipeline.publish;

import io.millwright.pipeline.publish.confirm.Confirmations;
import io.millwright.supervision.Balance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What went through one outbox. Guarded by the outbox's lock, so that a reading is of one moment. */
final class PublisherCount {
    /** The equations of an outbox. */
    static final List<Balance> BALANCES = List.of(
            Balance.of("outbox", "decisions")
                    .came("offered")
                    .came("carried.in")
                    .passed("published")
                    .passed("carried.out")
                    .waiting("waiting")
                    .lost("dropped", "the publisher took too little for too long, and too many waited"),
            Balance.of("confirmation", "messages")
                    .came("messages")
                    .passed("messages.confirmed")
                    .waiting("messages.inFlight")
                    .withheld("messages.unconfirmable", "the publisher has QoS 0, which is never confirmed")
                    .lost(
                            "messages.unconfirmed",
                            "the broker did not confirm them in time; they may have come all the same"));

    long offered;
    /** Decisions that earlier outboxes of their pipelines could not get rid of. */
    long carriedIn;
    /** Decisions left at the end, for the next outbox of their pipelines. */
    long carriedOut;

    long published;
    long dropped;
    /** In groups, or in the hand of the outbox's thread. */
    long waiting;

    long messages;
    long unconfirmable;
    long failures;

    Map<String, Long> all(Confirmations confirmations) {
        Map<String, Long> map = new LinkedHashMap<>();
        map.put("offered", offered);
        map.put("carried.in", carriedIn);
        map.put("carried.out", carriedOut);
        map.put("waiting", waiting);
        map.put("dropped", dropped);
        map.put("published", published);
        map.put("messages", messages);
        map.put("messages.confirmed", confirmations.confirmed());
        map.put("messages.inFlight", (long) confirmations.inFlight());
        map.put("messages.unconfirmed", confirmations.unconfirmed());
        map.put("messages.unconfirmable", unconfirmable);
        map.put("failures", failures);
        return map;
    }
}
