package io.millwright.operation.view;

import io.millwright.model.Model;
import io.millwright.operation.view.Services.Offered;
import io.millwright.supervision.Supervised;
import io.millwright.tag.TagSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What there is on the gateway at one moment, for all routes of one document.
 *
 * @param lately what came through a component lately
 * @param topic of a publisher's pid
 * @param pipelines the properties of all
 */
record Plant(
        List<Supervised> supervised,
        List<Offered<TagSource>> sources,
        List<Offered<Model>> models,
        Function<Supervised, Flow.Lately> lately,
        UnaryOperator<String> topic,
        List<Map<String, Object>> pipelines) {
    /** Returns a component; {@code kind} "" takes any. */
    Optional<Supervised> component(String kind, String pid) {
        return supervised.stream()
                .filter(each ->
                        each.pid().equals(pid) && (kind.isEmpty() || each.kind().equals(kind)))
                .findFirst();
    }

    /** Returns how many tags a source has. */
    int tags(String source) {
        return sources.stream()
                .filter(each -> each.pid().equals(source))
                .mapToInt(each -> each.service().tags().size())
                .sum();
    }

    /** Returns the pids of other pipelines that take the same source. */
    List<String> others(String pipeline, String source) {
        return pipelines.stream()
                .filter(each -> !Configurations.pid(each).equals(pipeline) && takes(each, source))
                .map(Configurations::pid)
                .toList();
    }

    private boolean takes(Map<String, Object> pipeline, String source) {
        String target = Configurations.text(pipeline, Stations.SOURCE);
        List<Offered<TagSource>> taken = Configurations.taken(sources, target);
        return !target.isEmpty() && !taken.isEmpty() && taken.get(0).pid().equals(source);
    }
}
