package io.millwright.pipeline.wire;

import io.millwright.tag.Tag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What all subscriptions of one source want together: that of the pipeline, and one more while a version of its model runs beside
 * the one that decides. Confined to whoever reads records.
 */
final class WireSubscriptions {
    private final List<WireSubscription> members = new ArrayList<>();
    private final Map<String, Integer> indexOf = new HashMap<>();
    /** By member, then by tag of all: the member's tag, -1 for none. */
    private int[][] tagOf = {};
    /** By tag without an asset's name: whose records deliver it. */
    private Route[] owners = {};

    boolean isEmpty() {
        return members.isEmpty();
    }

    /** Returns a tag's index, -1 for one that nobody wants; null is none. */
    int indexOf(String name) {
        return name == null ? -1 : indexOf.getOrDefault(name, -1);
    }

    Route owner(int tag) {
        return owners[tag];
    }

    void owner(int tag, Route route) {
        owners[tag] = route;
    }

    void add(WireSubscription one) {
        members.add(one);
        count();
    }

    /** Returns whether it was there. */
    boolean remove(WireSubscription one) {
        boolean was = members.remove(one);
        count();
        return was;
    }

    /** Numbers the tags anew; whose records deliver a tag stays as it was. */
    private void count() {
        Map<String, Route> owned = new HashMap<>();
        indexOf.forEach((name, tag) -> owned.put(name, owners[tag]));
        Set<String> names = new LinkedHashSet<>();
        members.forEach(member -> names.addAll(member.names()));
        indexOf.clear();
        names.forEach(name -> indexOf.put(name, indexOf.size()));
        owners = new Route[names.size()];
        indexOf.forEach((name, tag) -> owners[tag] = owned.get(name));
        tagOf = new int[members.size()][names.size()];
        for (int m = 0; m < tagOf.length; m++) {
            Arrays.fill(tagOf[m], -1);
            List<String> own = members.get(m).names();
            for (int tag = 0; tag < own.size(); tag++) {
                tagOf[m][indexOf.get(own.get(tag))] = tag;
            }
        }
    }

    void described(int tag, Channel channel, int samplingMillis) {
        for (int m = 0; m < tagOf.length; m++) {
            if (tagOf[m][tag] >= 0) {
                members.get(m).described(tagOf[m][tag], channel, samplingMillis);
            }
        }
    }

    /** Delivers what a channel has. */
    void deliver(int tag, Channel channel) {
        for (int m = 0; m < tagOf.length; m++) {
            deliver(m, tag, channel);
        }
    }

    /** The same, to the one that came last alone. */
    void deliverToLast(int tag, Channel channel) {
        deliver(tagOf.length - 1, tag, channel);
    }

    private void deliver(int member, int tag, Channel channel) {
        int its = tagOf[member][tag];
        if (its >= 0) {
            members.get(member).deliver(its, channel);
        }
    }

    void progress(long timeMicros) {
        for (int m = 0; m < tagOf.length; m++) {
            members.get(m).progress(timeMicros);
        }
    }

    /** Tells the one that came last of its tags that are among none of these. */
    void badToLast(BitSet found, int status, long timeMicros) {
        WireSubscription last = members.get(members.size() - 1);
        for (int tag = 0; tag < last.names().size(); tag++) {
            if (!found.get(indexOf(last.names().get(tag)))) {
                last.bad(tag, Tag.Kind.UNKNOWN, status, timeMicros);
            }
        }
    }
}
