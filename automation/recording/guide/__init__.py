"""An illustrated guide to what a run did, and a card that sums it up."""
