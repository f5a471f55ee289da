package io.millwright.pipeline.window;

import io.millwright.decision.MappingProposals.Fit;
import io.millwright.decision.MappingProposals.Proposal;
import io.millwright.model.Model;
import io.millwright.model.TensorSpec;
import io.millwright.model.TensorSpec.Feature;
import io.millwright.tag.Tag;
import io.millwright.unit.Units;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tags for signals by name, hint, nearness and unit, by the same rules as the messages about tags that are missing. */
public final class TagProposals {
    private TagProposals() {}

    /** What a model wants under one name. */
    private record Wanted(String signal, String unit, boolean optional, List<String> hints, Set<Tag.Kind> kinds) {}

    /** Proposes a tag for each signal and picture; the surest choose first. */
    public static List<Proposal> of(Model model, Collection<Tag> tags) {
        List<Wanted> wanted = wanted(model);
        Map<String, Proposal> chosen = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        for (Fit fit : List.of(Fit.NAME, Fit.HINT, Fit.NEAR)) {
            for (Wanted each : wanted) {
                if (!chosen.containsKey(each.signal())) {
                    String tag = best(each, fit, tags, taken);
                    if (!tag.isEmpty()) {
                        taken.add(tag);
                        chosen.put(each.signal(), new Proposal(each.signal(), each.unit(), each.optional(), tag, fit));
                    }
                }
            }
        }
        return wanted.stream()
                .map(each -> chosen.getOrDefault(
                        each.signal(), new Proposal(each.signal(), each.unit(), each.optional(), "", Fit.NONE)))
                .toList();
    }

    private static List<Wanted> wanted(Model model) {
        Map<String, Wanted> wanted = new LinkedHashMap<>();
        for (TensorSpec input : FeatureMapping.filled(model)) {
            if (input.image() != null) {
                Set<Tag.Kind> pictures = Set.of(Tag.Kind.BYTES, Tag.Kind.ARRAY, Tag.Kind.UNKNOWN);
                wanted.put(input.name(), new Wanted(input.name(), "", false, List.of(), pictures));
            }
            for (Feature feature : input.features()) {
                wanted.merge(feature.signal(), wanted(feature), TagProposals::both);
            }
        }
        return new ArrayList<>(wanted.values());
    }

    private static Wanted wanted(Feature feature) {
        Set<Tag.Kind> kinds = feature.elements() > 1
                ? Set.of(Tag.Kind.ARRAY, Tag.Kind.UNKNOWN)
                : feature.categories().isEmpty()
                        ? Set.of(Tag.Kind.NUMBER, Tag.Kind.UNKNOWN)
                        : Set.of(Tag.Kind.NUMBER, Tag.Kind.TEXT, Tag.Kind.UNKNOWN);
        boolean optional = feature.optional() || feature.impute() != null;
        return new Wanted(feature.signal(), feature.unit(), optional, feature.tagHints(), kinds);
    }

    /** Several features of one signal: what the first says of it, and every hint. */
    private static Wanted both(Wanted one, Wanted other) {
        List<String> hints = new ArrayList<>(one.hints());
        other.hints().stream().filter(hint -> !hints.contains(hint)).forEach(hints::add);
        return new Wanted(one.signal(), one.unit(), one.optional() && other.optional(), hints, one.kinds());
    }

    private static String best(Wanted wanted, Fit fit, Collection<Tag> tags, Set<String> taken) {
        List<Tag> free = tags.stream()
                .filter(tag -> !taken.contains(tag.name())
                        && wanted.kinds().contains(tag.kind())
                        && fits(wanted.unit(), tag.unit()))
                .toList();
        if (fit == Fit.NEAR) {
            List<String> near = NearNames.nearest(
                    wanted.signal(), free.stream().map(Tag::name).toList());
            return near.isEmpty() ? "" : near.get(0);
        }
        List<TagHint> hints = wanted.hints().stream().map(TagHint::new).toList();
        return free.stream()
                .filter(tag -> fit == Fit.NAME
                        ? named(wanted.signal(), tag.name())
                        : hints.stream().anyMatch(hint -> hint.matches(tag.name()) || hint.matches(tag.address())))
                .min(Comparator.comparing((Tag tag) ->
                                tag.unit().isEmpty() != wanted.unit().isEmpty())
                        .thenComparing(tag -> tag.name().length())
                        .thenComparing(Tag::name))
                .map(Tag::name)
                .orElse("");
    }

    /** The whole name, or what stands behind its last point or slash: a table of several machines has them before. */
    private static boolean named(String signal, String tag) {
        String plain = NearNames.plain(signal);
        String last = tag.substring(Math.max(tag.lastIndexOf('.'), tag.lastIndexOf('/')) + 1);
        return plain.equals(NearNames.plain(tag)) || plain.equals(NearNames.plain(last));
    }

    /** A unit that one side does not tell is no reason against it. */
    private static boolean fits(String wanted, String there) {
        return wanted.isEmpty() || there.isEmpty() || Units.fit(wanted, there);
    }
}
