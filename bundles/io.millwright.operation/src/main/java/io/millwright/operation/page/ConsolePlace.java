package io.millwright.operation.page;

/** The page's place in a web admin of one servlet API. Closed once. */
public interface ConsolePlace extends AutoCloseable {
    /** Takes the page out of the web admin; expects that the web admin may be gone. */
    @Override
    void close();
}
