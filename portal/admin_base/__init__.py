"""What every admin class of the portal is built of: forms, widgets, and features that add to them."""
