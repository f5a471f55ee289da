package org.eclipse.kura.cloudconnection.request;

/** Keys of a {@link RequestHandlerContext}. */
public enum RequestHandlerContextConstants {
    TENANT_ID,
    DEVICE_ID,
    NOTIFICATION_PUBLISHER_PID
}
