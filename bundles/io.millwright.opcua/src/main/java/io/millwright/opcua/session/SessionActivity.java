package io.millwright.opcua.session;

import org.eclipse.milo.opcua.sdk.client.SessionActivityListener;
import org.eclipse.milo.opcua.sdk.client.UaSession;

/** What to do when Milo's session is there, and when it is gone. Called on Milo's threads; must not block. */
record SessionActivity(Runnable active, Runnable inactive) implements SessionActivityListener {
    @Override
    public void onSessionActive(UaSession session) {
        active.run();
    }

    @Override
    public void onSessionInactive(UaSession session) {
        inactive.run();
    }
}
