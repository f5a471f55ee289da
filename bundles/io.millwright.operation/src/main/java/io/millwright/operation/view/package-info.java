/** How the gateway is, as documents: made of services when somebody asks, never kept up to date for nobody. */
package io.millwright.operation.view;
