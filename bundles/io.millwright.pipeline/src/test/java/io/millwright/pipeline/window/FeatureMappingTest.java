package io.millwright.pipeline.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.millwright.model.TensorSpec;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.pipeline.FakeFeature;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.tag.Tag;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A wrong mapping is told in words that name feature, tag, near names and remedy. */
class FeatureMappingTest {
    private static final TensorSpec TWO = FakeModel.input(
            "features",
            ElementType.FLOAT32,
            1,
            List.of(FakeModel.number("air_temperature"), FakeModel.number("torque")));

    private static FeaturePlan plan(Map<String, String> mapping, int rows, TensorSpec... inputs)
            throws MappingException {
        String lines = mapping.entrySet().stream()
                .map(line -> line.getKey() + "=" + line.getValue())
                .collect(Collectors.joining("\n"));
        PipelineConfiguration configuration = PipelineConfiguration.of(Map.of("window.rows", rows, "mapping", lines));
        return FeatureMapping.plan("m 1.0.0", List.of(inputs), 0, configuration);
    }

    private static String error(Map<String, String> mapping, int rows, TensorSpec... inputs) {
        return assertThrows(MappingException.class, () -> plan(mapping, rows, inputs))
                .getMessage();
    }

    private record Known(String name) implements Tag {
        @Override
        public String address() {
            return name.startsWith("Spindle") ? "ns=2;s=Drive/1/M_act" : "";
        }

        @Override
        public String unit() {
            return "";
        }

        @Override
        public Kind kind() {
            return Kind.NUMBER;
        }

        @Override
        public int samplingMillis() {
            return 500;
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

    private static Map<String, Tag> tags(String... names) {
        return Stream.of(names).collect(Collectors.toMap(name -> name, Known::new));
    }

    @Test
    void featuresTakeTheTagOfTheirNameUnlessMapped() throws Exception {
        assertEquals(
                List.of("air_temperature", "torque"), plan(Map.of(), 0, TWO).tagNames());
        assertEquals(
                List.of("T1", "torque"),
                plan(Map.of("air_temperature", "T1"), 1, TWO).tagNames());
    }

    @Test
    void twoFeaturesMayShareATag() throws Exception {
        FeaturePlan plan = plan(Map.of("air_temperature", "x", "torque", "x"), 0, TWO);
        assertEquals(List.of("x"), plan.tagNames());
        assertEquals(0, plan.features().get(1).tag());
    }

    @Test
    void aMappedFeatureThatTheModelLacksIsNamedWithNearOnes() {
        assertEquals(
                "Mapping of features to tags: 'air_temprature=T1' names a feature that model m 1.0.0 does not have; near:"
                        + " 'air_temperature'; its features: air_temperature, torque; correct the line, or delete it",
                error(Map.of("air_temprature", "T1"), 0, TWO));
    }

    @Test
    void aFeatureWithoutATagNamesNearTags() throws Exception {
        FeaturePlan plan = plan(Map.of(), 0, TWO);
        assertNull(FeatureMapping.missingTags(plan, tags("torque", "air_temperature"), "plc1"));
        assertEquals(
                "Mapping of features to tags: feature 'air_temperature' has no tag 'air_temperature' in connection"
                        + " 'plc1'; near: 'AirTemperature', 'air_temperatur'; add the tag to the connection's tag table,"
                        + " or a line feature=tag to Mapping of features to tags",
                FeatureMapping.missingTags(plan, tags("torque", "AirTemperature", "air_temperatur", "speed"), "plc1")
                        .text());
    }

    private static String near(TensorSpec.Feature feature, Map<String, Tag> table) throws MappingException {
        FeaturePlan plan = plan(Map.of(), 0, FakeModel.input("x", ElementType.FLOAT32, 1, List.of(feature)));
        String text = FeatureMapping.missingTags(plan, table, "plc1").what();
        return text.substring(text.indexOf("'plc1'") + 6);
    }

    @Test
    void tagsThatTheModelsHintsMatchAreNamedFirst() throws Exception {
        Map<String, Tag> table = tags("torqe", "Spindle_Moment.Actual", "motor current");
        assertEquals(
                "; near: 'Spindle_Moment.Actual', 'torqe'",
                near(FakeModel.number("torque").hinted("moment"), table));
        assertEquals(
                "; near: 'motor current', 'torqe'",
                near(FakeModel.number("torque").hinted("Motor-?urrent"), table));
        assertEquals(
                "; near: 'Spindle_Moment.Actual', 'torqe'",
                near(FakeModel.number("torque").hinted("ns=2;s=Drive/*M_act"), table),
                "by the address");
        assertEquals("; near: 'torqe'", near(FakeModel.number("torque").hinted("moment*", "?"), table));
    }

    @Test
    void aPatternOfManyStarsEndsSoon() {
        TagHint hint = new TagHint("*a".repeat(60) + "b");
        assertTimeoutPreemptively(
                Duration.ofSeconds(60), () -> assertFalse(hint.matches("a".repeat(4_000)), "it has no b"));
    }

    @Test
    void manyMissingTagsAreListedShort() throws Exception {
        List<FakeFeature> features = java.util.stream.IntStream.range(0, 9)
                .mapToObj(i -> FakeModel.number("feature" + i))
                .toList();
        String text = FeatureMapping.missingTags(
                        plan(Map.of(), 0, FakeModel.input("x", ElementType.FLOAT32, 1, features)), Map.of(), "plc1")
                .text();
        assertEquals(
                true, text.contains("'feature4'") && !text.contains("'feature5'") && text.contains("and 4 more"), text);
    }

    @Test
    void windowRowsMustBeTheModels() {
        TensorSpec three = FakeModel.input("x", ElementType.FLOAT32, 3, List.of(FakeModel.number("a")));
        assertEquals(
                "Window rows is 5, but model m 1.0.0 takes 3 rows; set Window rows to 0 or 3",
                error(Map.of(), 5, three));
        assertEquals(
                "Window rows is 2, but model m 1.0.0 takes 1 row; set Window rows to 0 or 1", error(Map.of(), 2, TWO));
    }

    @Test
    void inputsThatTagsCannotFillAreNamed() {
        assertEquals(
                "input 'image' of model m 1.0.0 names no features, and a pipeline fills inputs from tags only; add"
                        + " \"features\", or \"image\" for a picture, to its model.json",
                error(Map.of(), 0, new FakeModel.Spec("image", ElementType.UINT8, new long[] {-1, 64}, List.of())));
        assertEquals(
                "input 'x' of model m 1.0.0 has 3 columns and 1 features, and both numbers must be equal; correct its"
                        + " model.json",
                error(
                        Map.of(),
                        0,
                        new FakeModel.Spec(
                                "x", ElementType.FLOAT32, new long[] {-1, 3}, List.of(FakeModel.number("a")))));
        assertEquals(
                "input 'x' of model m 1.0.0 has -1 rows (Window rows is 8); the model itself must fix them, from 1 to"
                        + " 4096: export it with as many",
                error(
                        Map.of(),
                        8,
                        new FakeModel.Spec(
                                "x", ElementType.FLOAT32, new long[] {-1, -1, 1}, List.of(FakeModel.number("a")))));
        assertEquals(
                "input 'x' of model m 1.0.0 has a fixed batch of 8; export it with a batch of 1 or a free one",
                error(
                        Map.of(),
                        0,
                        new FakeModel.Spec(
                                "x", ElementType.FLOAT32, new long[] {8, 1}, List.of(FakeModel.number("a")))));
    }

    @Test
    void aFeatureNameThatOccursTwiceIsNamed() {
        TensorSpec one = FakeModel.input("x", ElementType.FLOAT32, 1, List.of(FakeModel.number("a")));
        TensorSpec two = FakeModel.input("y", ElementType.FLOAT32, 1, List.of(FakeModel.number("a")));
        assertEquals(
                "model m 1.0.0 has two features named 'a', and names must be unique over all inputs; correct its"
                        + " model.json",
                error(Map.of(), 0, one, two));
    }

    @Test
    void featuresThatReadTheSameTextDifferentlyCannotShareATag() {
        TensorSpec x = FakeModel.input(
                "x", ElementType.FLOAT32, 1, List.of(FakeModel.text("type", "L", "M"), FakeModel.number("speed")));
        assertEquals(
                "Mapping of features to tags: features 'type' and 'speed' share tag 'type', but expect different texts;"
                        + " map them to different tags",
                error(Map.of("speed", "type"), 0, x));
    }
}
