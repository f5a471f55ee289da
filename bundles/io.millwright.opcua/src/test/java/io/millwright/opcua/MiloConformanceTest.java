package io.millwright.opcua;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** Conformance units against a server of Milo, in this JVM. */
@Tag("slow")
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

    @Nested
    class Interoperability extends InteroperabilityConformance {
        Interoperability() {
            super(MAKER);
        }
    }
}
