package io.millwright.itest;

import io.millwright.gateway.receiver.Decision;
import io.millwright.gateway.receiver.DecisionReceiver;
import io.millwright.gateway.receiver.Message;
import io.millwright.gateway.receiver.State;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** What the receiver has decoded so far. Thread-safe. */
final class Received implements DecisionReceiver.Listener {
    private final List<Message> messages = new ArrayList<>();
    private final List<String> foreign = new ArrayList<>();

    @Override
    public synchronized void message(Message message) {
        messages.add(message);
    }

    @Override
    public synchronized void foreign(String topic, String why) {
        foreign.add(topic + ": " + why);
    }

    synchronized List<Message> messages() {
        return List.copyOf(messages);
    }

    /** What came from the gateway and is no message of Millwright. */
    synchronized List<String> foreign() {
        return List.copyOf(foreign);
    }

    synchronized void forget() {
        messages.clear();
    }

    synchronized List<Decision> decisions(String pipeline) {
        return messages.stream()
                .flatMap(message -> message.decisions().stream())
                .filter(decision -> decision.pipeline().equals(pipeline))
                .toList();
    }

    synchronized List<State> states(String component) {
        return messages.stream()
                .map(Message::state)
                .filter(state -> state != null && state.component().equals(component))
                .toList();
    }

    /** Returns what hangs on a pipeline's decisions, of one kind. */
    synchronized List<Message.Annex> annexes(String pipeline, String kind) {
        return messages.stream()
                .map(Message::annex)
                .filter(annex -> annex != null
                        && annex.pipeline().equals(pipeline)
                        && annex.kind().equals(kind))
                .toList();
    }

    SortedSet<Long> sequences(String pipeline) {
        SortedSet<Long> sequences = new TreeSet<>();
        decisions(pipeline).forEach(decision -> sequences.add(decision.sequence()));
        return sequences;
    }
}
