package io.millwright.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The built manifests against the floors of the house; and that the check itself can fail. */
class FloorsTest {
    @TestFactory
    List<DynamicTest> aBundleKeepsToItsFloor() {
        return BuiltBundle.all().stream()
                .map(bundle -> DynamicTest.dynamicTest(
                        bundle.symbolicName(), () -> assertEquals(List.of(), Floors.violations(bundle))))
                .toList();
    }

    @Test
    void everyProductionBundleIsChecked() {
        List<String> names =
                BuiltBundle.all().stream().map(BuiltBundle::symbolicName).toList();
        assertTrue(
                names.containsAll(List.of(
                        "io.millwright.api",
                        "io.millwright.onnxruntime",
                        "io.millwright.opcua",
                        "io.millwright.inference",
                        "io.millwright.pipeline",
                        "io.millwright.operation",
                        "io.millwright.planning",
                        "io.millwright.model.machine-failure",
                        "io.millwright.model.dense-classifier",
                        "io.millwright.model.weld-quality",
                        "io.millwright.model.remaining-life",
                        "io.millwright.model.dispatch-policy",
                        "io.millwright.solver",
                        "io.millwright.model.demand-quantile",
                        "io.millwright.model.energy-day",
                        "io.millwright.model.board-inspection",
                        "io.millwright.model.board-screening",
                        "io.millwright.model.surface-inspection")),
                names.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            io.millwright.opcua     | Export-Package        | io.netty.util.internal.shaded.org.jctools.queues;version="4.1"
            io.millwright.pipeline  | Export-Package        | io.millwright.pipeline
            io.millwright.api       | Export-Package        | io.millwright.tag
            io.millwright.opcua     | Import-Package        | io.netty.buffer;version="[4.1,5)"
            io.millwright.opcua     | Import-Package        | org.bouncycastle.asn1
            io.millwright.pipeline  | Import-Package        | org.slf4j;version="[2.0,3)"
            io.millwright.pipeline  | Import-Package        | org.slf4j
            io.millwright.pipeline  | Import-Package        | io.millwright.opcua
            io.millwright.pipeline  | Import-Package        | ai.onnxruntime;version="[1.28,1.29)"
            io.millwright.api       | Import-Package        | org.osgi.framework
            io.millwright.pipeline  | Import-Package        | org.osgi.framework,org.osgi.framework;resolution:=optional
            io.millwright.pipeline  | DynamicImport-Package | *
            io.millwright.pipeline  | Require-Capability    | osgi.extender;filter:="(&(osgi.extender=osgi.component)(version>=1.5.0)(!(version>=2.0.0)))"
            io.millwright.pipeline  | Require-Capability    | osgi.ee;filter:="(&(osgi.ee=JavaSE)(version=21))"
            io.millwright.opcua     | Require-Capability    | osgi.extender;filter:="(osgi.extender=osgi.serviceloader.processor)"
            """)
    void aViolationIsFound(String bundle, String header, String value) {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-SymbolicName", bundle);
        main.putValue(header, value);
        List<String> found = Floors.violations(BuiltBundle.of(manifest, Map.of()));
        assertTrue(found.stream().anyMatch(text -> text.contains(header)), found.toString());
    }
}
