package io.millwright.opcua;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/** Conformance units against a server of node-opcua, a child process; skipped where its packages are not there. */
class NodeOpcuaConformanceTest {
    private static final Counterpart.Maker MAKER = NodeOpcuaCounterpart::open;

    @AfterAll
    static void endServer() {
        NodeOpcuaCounterpart.endIdle();
    }

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
