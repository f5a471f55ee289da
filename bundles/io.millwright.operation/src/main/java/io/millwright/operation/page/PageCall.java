package io.millwright.operation.page;

import java.io.IOException;
import java.io.InputStream;

/** One call of the page as a servlet API tells it. Used by one thread. */
public interface PageCall {
    /** Returns the method, in capitals. */
    String method();

    /** Returns the path as it was sent, still encoded, such as {@code /millwright/api/route}. */
    String path();

    /** Returns what stands behind the question mark, still encoded; "" for nothing. */
    String query();

    /** Returns a header, "" where it is not there. */
    String header(String name);

    /** Returns the body. */
    InputStream body() throws IOException;

    /** Returns the user that is logged in, "" for nobody. */
    String user();

    /** Returns what the web admin wants to see with every call that does something, "" where only its own page can ask for it. */
    String token();

    /** Whether a token is the one of this login; a wrong one ends the login. */
    boolean tokenFits(String token);

    /** Says when a person did something last, so that a page that only looks does not keep a login alive. */
    void lastTouched(long epochMillis);
}
