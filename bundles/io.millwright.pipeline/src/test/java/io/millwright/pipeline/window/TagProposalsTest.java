package io.millwright.pipeline.window;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.decision.MappingProposals.Fit;
import io.millwright.decision.MappingProposals.Proposal;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.model.TensorSpec.Feature;
import io.millwright.pipeline.FakeModel;
import io.millwright.tag.Tag;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TagProposalsTest {
    private record Known(String name, String address, String unit, Kind kind) implements Tag {
        @Override
        public int samplingMillis() {
            return 100;
        }

        @Override
        public double rangeLow() {
            return Double.NaN;
        }

        @Override
        public double rangeHigh() {
            return Double.NaN;
        }

        @Override
        public Map<Long, String> texts() {
            return Map.of();
        }

        @Override
        public int[] dimensions() {
            return new int[0];
        }
    }

    private static Tag tag(String name, String unit) {
        return new Known(name, "ns=2;s=" + name, unit, Tag.Kind.NUMBER);
    }

    private static List<String> proposed(List<Feature> features, Tag... tags) {
        return TagProposals.of(FakeModel.of(FakeModel.input("x", ElementType.FLOAT32, 1, features)), List.of(tags))
                .stream()
                .map(TagProposalsTest::shown)
                .toList();
    }

    private static String shown(Proposal proposal) {
        return proposal.signal() + "=" + proposal.tag() + " " + proposal.fit();
    }

    @Test
    void aNameIsSurerThanAHintAndAHintThanANearName() {
        assertEquals(
                List.of("torque=Mill1.Torque " + Fit.NAME, "wear=ToolTime " + Fit.HINT, "speed=sped " + Fit.NEAR),
                proposed(
                        List.of(
                                FakeModel.number("torque").hinted("moment"),
                                FakeModel.number("wear").hinted("*tool*time*"),
                                FakeModel.number("speed")),
                        tag("moment", ""),
                        tag("Mill1.Torque", ""),
                        tag("ToolTime", ""),
                        tag("sped", "")));
    }

    @Test
    void noTagIsProposedTwiceNorOneOfAnotherUnitOrKind() {
        assertEquals(
                List.of("one=a " + Fit.HINT, "two= " + Fit.NONE),
                proposed(
                        List.of(
                                FakeModel.number("one").hinted("a"),
                                FakeModel.number("two").hinted("a")),
                        tag("a", "")));
        assertEquals(
                List.of("temperature= " + Fit.NONE),
                proposed(List.of(FakeModel.unit("temperature", "K")), tag("temperature", "bar")));
        assertEquals(
                List.of("temperature=temperature " + Fit.NAME),
                proposed(List.of(FakeModel.unit("temperature", "K")), tag("temperature", "")));
        assertEquals(
                List.of("name= " + Fit.NONE),
                proposed(List.of(FakeModel.number("name")), new Known("name", "", "", Tag.Kind.TEXT)));
        assertEquals(
                List.of("type=type " + Fit.NAME),
                Stream.of(proposed(List.of(FakeModel.text("type", "L", "M")), new Known("type", "", "", Tag.Kind.TEXT)))
                        .flatMap(List::stream)
                        .toList());
    }
}
