package io.millwright.inference.remote;

/** Says which server is asked next, and hears what became of it. Thread-safe, returns at once. */
interface Route {
    /**
     * Returns the server for the next request, null where none may be asked now. For each one returned, one of the other methods is
     * called once.
     */
    InferenceServer next();

    /** The request was answered as agreed. */
    void succeeded(InferenceServer server);

    /** The request failed. */
    void failed(InferenceServer server, RemoteFailure failure);

    /** The request was given up before it could succeed or fail. */
    void undecided();

    /** Returns the way to one server, whatever its state: for its check. */
    static Route to(InferenceServer server) {
        return new Route() {
            @Override
            public InferenceServer next() {
                return server;
            }

            @Override
            public void succeeded(InferenceServer asked) {}

            @Override
            public void failed(InferenceServer asked, RemoteFailure failure) {}

            @Override
            public void undecided() {}
        };
    }
}
