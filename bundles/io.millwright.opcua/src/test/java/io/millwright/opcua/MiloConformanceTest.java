package io.millwright.opcua;

import org.junit.jupiter.api.Nested;

/** Conformance units against a server of Milo, in this JVM. */
class MiloConformanceTest {
    private static final Counterpart.Maker MAKER = MiloCounterpart::new;

    @Nested
    class Sessions extends SessionConformance {
        Sessions() {
            super(MAKER);
        }
    }

    @Nested
    class Values extends DataConformance {
        Values() {
            super(MAKER);
        }
    }

    @Nested
    class Nodes extends AddressSpaceConformance {
        Nodes() {
            super(MAKER);
        }
    }
}
