package io.millwright.operation.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.eclipsesource.json.JsonObject;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.GsonNode;
import io.millwright.operation.resource.Query;
import io.millwright.supervision.Durations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The text as two readers take it: one as strict as the specification, and the one of Prometheus' own library. */
class OpenMetricsTest {
    private static final long READ_SECONDS = 300;

    private static String text() {
        return new String(OpenMetrics.of(new Figures(Counted.gateway())), StandardCharsets.UTF_8);
    }

    @Test
    void everyNameTypeUnitAndLabelIsReadAsItIsMeant() {
        StrictReader read = new StrictReader(text());

        Map<String, Double> samples = read.samples;
        assertEquals(-1.234, samples.get("millwright_connection_clock_offset_seconds{pid=\"plc\"}"));
        assertEquals(5, samples.get("millwright_connection_received_bytes_total{pid=\"plc\"}"));
        assertEquals(7, samples.get("millwright_pipeline_paused_seconds_total{pid=\"mill\u6bd21\"}"));
        assertEquals(1.5, samples.get("millwright_explanations_seconds_total{pid=\"explanations\"}"));
        assertEquals(4, samples.get("millwright_explanations_dropped_of_total{pid=\"explanations\",of=\"mill1\"}"));
        assertEquals(
                3,
                samples.get(
                        "millwright_asset_decisions_total{pid=\"mill\u6bd21\",part=\"spindle \\\"7\\\"\\\\\\n<b>\"}"));
        assertEquals(
                1, samples.get("millwright_balance_missing{kind=\"pipeline\",pid=\"mill\u6bd21\",stage=\"windows\"}"));
        assertEquals(
                1_764_000_000.123456, samples.get("millwright_state_since_seconds{kind=\"connection\",pid=\"plc\"}"));
        assertEquals(1, samples.get("millwright_state_severity{kind=\"connection\",pid=\"plc\"}"));
        assertEquals("gauge", read.types.get("millwright_connection_tags_bad"));
        assertEquals("gauge", read.types.get("millwright_pipeline_windows_open"), "what waits may fall");
        assertEquals("counter", read.types.get("millwright_pipeline_windows_lost"));
    }

    @Test
    void howLongStagesTakeIsAHistogram() {
        StrictReader read = new StrictReader(text());

        String name = "millwright_pipeline_run_seconds";
        String pid = "{pid=\"mill\u6bd21\"";
        assertEquals("histogram", read.types.get(name));
        assertEquals(1, read.samples.get(name + "_bucket" + pid + ",le=\"0.0001\"}"), "its end is in a bucket");
        assertEquals(1, read.samples.get(name + "_bucket" + pid + ",le=\"0.001\"}"));
        assertEquals(2, read.samples.get(name + "_bucket" + pid + ",le=\"0.002\"}"));
        assertEquals(2, read.samples.get(name + "_bucket" + pid + ",le=\"100.0\"}"));
        assertEquals(3, read.samples.get(name + "_bucket" + pid + ",le=\"+Inf\"}"));
        assertEquals(3, read.samples.get(name + "_count" + pid + "}"));
        assertEquals(200.0016, read.samples.get(name + "_sum" + pid + "}"), 1e-9);
    }

    @Test
    void histogramsGiveWayWhereThereIsNoRoomForAll() {
        Map<String, Long> many = new LinkedHashMap<>();
        for (int i = 0; i < Figures.MOST_SAMPLES - 10; i++) {
            many.put("dropped.line" + i, 1L);
        }
        Durations runs = new Durations("run", "One run of the model");
        Counted all = new Counted("explanations", "explanations", many, List.of(), List.of(), List.of(runs));

        StrictReader read =
                new StrictReader(new String(OpenMetrics.of(new Figures(List.of(all))), StandardCharsets.UTF_8));

        assertEquals(22, read.samples.get("millwright_metrics_left_out"), "a histogram is told as a whole");
    }

    @Test
    void theResourceSaysTheSameAsItsSchema() throws Exception {
        Query query = new Query(List.of(), Map.of("name", "millwright_connection", "size", "2"));
        Query runs = new Query(List.of(), Map.of("name", "millwright_pipeline_run"));
        MetricsResource metrics = new MetricsResource(() -> List.copyOf(Counted.gateway()));
        JsonObject head = new JsonObject().add("resource", "metrics").add("version", 1);
        JsonObject document = new JsonObject(head).merge(metrics.get(query));
        JsonObject histogram = new JsonObject(head).merge(metrics.get(runs));
        Validator validator = new ValidatorFactory()
                .withJsonNodeFactory(new GsonNode.Factory())
                .createValidator();
        validator.registerSchema(Files.readString(Path.of("..", "..", "docs", "operation.schema.json")));
        var schema = validator.registerSchema("{\"$ref\":\"urn:millwright:operation:1#/$defs/resource-metrics\"}");

        assertEquals(List.of(), validator.validate(schema, document.toString()).getErrors());
        assertEquals(List.of(), validator.validate(schema, histogram.toString()).getErrors());
        assertTrue(
                histogram.toString().contains("\"ends\":[\"0.0001\",\"0.0002\",\"0.0005\",\"0.001\""),
                histogram.toString());
        assertEquals(2, document.getInt("next", 0));
    }

    @Test
    void moreFiguresThanAreToldAreCountedAndSaid() {
        Map<String, Long> many = new LinkedHashMap<>();
        for (int i = 0; i <= Figures.MOST_SAMPLES; i++) {
            many.put("dropped.line" + i, 1L);
        }
        Counted all = new Counted("explanations", "explanations", many, List.of(), List.of());

        StrictReader read =
                new StrictReader(new String(OpenMetrics.of(new Figures(List.of(all))), StandardCharsets.UTF_8));

        assertEquals(4, read.samples.get("millwright_metrics_left_out"), "three of the state, one too many");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# TYPE a counter\na_total 1\n",
                "# TYPE a counter\na 1\n# EOF\n",
                "# TYPE a counter\na_total -1\n# EOF\n",
                "# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\na 2\n# EOF\n",
                "# TYPE a gauge\na 1\na 1\n# EOF\n",
                "# TYPE a gauge\n# UNIT a seconds\na 1\n# EOF\n",
                "# TYPE a gauge\na{x=\"\\q\"} 1\n# EOF\n",
                "# TYPE a gauge\na{x=\"1\",x=\"2\"} 1\n# EOF\n",
                "# TYPE a gauge\na 1\n# HELP a late\n# EOF\n",
                "# TYPE a gauge\na  1\n# EOF\n"
            })
    void theStrictReaderRefusesWhatIsWrong(String wrong) {
        assertThrows(IllegalArgumentException.class, () -> new StrictReader(wrong));
    }

    /** Debian's package python3-prometheus-client, or any Python that the property {@code python.prometheus} names. */
    @Test
    void prometheusOwnLibraryReadsIt(@TempDir Path folder) throws Exception {
        String python = System.getProperty("python.prometheus", "/usr/bin/python3");
        assumeTrue(
                exit(List.of(python, "-c", "import prometheus_client.openmetrics.parser"), folder, "") == 0,
                "python3-prometheus-client is not installed");
        String reader =
                """
                import sys
                from prometheus_client.openmetrics.parser import text_string_to_metric_families
                families = list(text_string_to_metric_families(sys.stdin.buffer.read().decode('utf-8')))
                samples = [s for f in families for s in f.samples]
                assert any(s.labels.get('part') == 'spindle "7"\\\\\\n<b>' for s in samples), samples
                runs = [f for f in families if f.name == 'millwright_pipeline_run_seconds']
                assert len(runs) == 1 and runs[0].type == 'histogram' and runs[0].unit == 'seconds', runs
                assert [s.value for s in runs[0].samples if s.name.endswith('_count')] == [3], runs
                assert len(families) > 10 and all(f.documentation for f in families)
                """;
        assertEquals(0, exit(List.of(python, "-c", reader), folder, text()));
        assertTrue(
                exit(List.of(python, "-c", reader), folder, text().replace("# EOF\n", "")) != 0,
                "the reader finds a text that is cut off");
    }

    private static int exit(List<String> command, Path folder, String input) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("out").toFile())
                    .start();
        } catch (IOException e) {
            return -1;
        }
        try (var out = process.getOutputStream()) {
            out.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It has ended without reading: its exit code says so.
        }
        if (!process.waitFor(READ_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return -1;
        }
        return process.exitValue();
    }
}
