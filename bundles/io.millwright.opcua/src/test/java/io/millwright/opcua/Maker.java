package io.millwright.opcua;

/** Whose server is at the other end. */
enum Maker {
    MILO,
    NODE_OPCUA;

    /** Starts a server; the test is skipped where there is none. */
    Counterpart start(Counterpart.Traits traits) throws Exception {
        return this == MILO ? new MiloCounterpart(traits) : new NodeOpcuaCounterpart(NodePackages.require(), traits);
    }
}
