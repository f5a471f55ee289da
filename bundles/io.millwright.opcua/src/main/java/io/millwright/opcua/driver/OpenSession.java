package io.millwright.opcua.driver;

import io.millwright.opcua.acquire.OpenLink;
import java.util.Optional;

/** The session that a driver stands for. Any thread; every call returns at once. */
public interface OpenSession {
    /** Returns the link while the session is there. */
    Optional<OpenLink> open();

    /** Returns in words how the session is, for who finds none. */
    String state();
}
